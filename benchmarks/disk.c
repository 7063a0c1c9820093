/* A disk whose power can be cut: loaded into a server by LD_PRELOAD (benchmarks/faults.py).

   Of each file in $MUSUBI_DISK it keeps a second one in $MUSUBI_DURABLE, which holds what was made to last: at each
   fsync and fdatasync that succeeds, what was written since the last one is copied there. A cut leaves the second one.
   While the file $MUSUBI_DURABLE/full is there, nothing more is written: ENOSPC. Of one process the writes are known:
   run one gunicorn worker and no other writer. Files are known by their i-nodes; -shm is memory and is left out. */

#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define MOST_FILES 64
#define MOST_RANGES 65536

struct file {
    ino_t inode;
    int tracked;
    char name[NAME_MAX + 1];
    off_t (*ranges)[2];
    int count;
    int cut; /* whether it was made shorter */
};

static struct file files[MOST_FILES];
static int known;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static const char *folder(void) { return getenv("MUSUBI_DISK"); }
static const char *durable(void) { return getenv("MUSUBI_DURABLE"); }

static int named(int fd, char *path) {
    char link[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, PATH_MAX - 1);
    if (length < 0) return 0;
    path[length] = 0;
    return 1;
}

/* The file behind a descriptor, or NULL for one of no interest. Called with the lock. */
static struct file *file_of(int fd) {
    struct stat told;
    char path[PATH_MAX];
    const char *in = folder();
    if (!in || !durable() || fstat(fd, &told) || !S_ISREG(told.st_mode)) return NULL;
    for (int i = 0; i < known; i++)
        if (files[i].inode == told.st_ino) return files[i].tracked ? &files[i] : NULL;
    if (known == MOST_FILES || !named(fd, path)) return NULL;
    struct file *made = &files[known++];
    memset(made, 0, sizeof *made);
    made->inode = told.st_ino;
    size_t length = strlen(in);
    if (strncmp(path, in, length) || path[length] != '/' || strchr(path + length + 1, '/')) return NULL;
    if (!strstr(path, ".sqlite") || strstr(path, "-shm")) return NULL;
    strcpy(made->name, path + length + 1);
    made->ranges = malloc(sizeof(off_t[2]) * MOST_RANGES);
    made->tracked = made->ranges != NULL;
    return made->tracked ? made : NULL;
}

static void note(int fd, off_t from, off_t length) {
    pthread_mutex_lock(&lock);
    struct file *file = file_of(fd);
    if (file && length > 0) {
        off_t *last = file->count ? file->ranges[file->count - 1] : NULL;
        if (last && last[1] == from) {
            last[1] = from + length;
        } else if (file->count < MOST_RANGES) {
            file->ranges[file->count][0] = from;
            file->ranges[file->count][1] = from + length;
            file->count++;
        } else {
            abort(); /* a disk that forgets what it was told proves nothing */
        }
    }
    pthread_mutex_unlock(&lock);
}

static ssize_t real_pwrite(int fd, const void *from, size_t length, off_t at) {
    static ssize_t (*next)(int, const void *, size_t, off_t);
    if (!next) next = dlsym(RTLD_NEXT, "pwrite64");
    return next(fd, from, length, at);
}

static int is_full(int fd) {
    char path[PATH_MAX];
    if (!durable()) return 0;
    pthread_mutex_lock(&lock);
    struct file *file = file_of(fd);
    pthread_mutex_unlock(&lock);
    snprintf(path, sizeof path, "%s/full", durable());
    return file && !access(path, F_OK);
}

ssize_t pwrite64(int fd, const void *from, size_t length, off_t at) {
    if (is_full(fd)) { errno = ENOSPC; return -1; }
    ssize_t done = real_pwrite(fd, from, length, at);
    note(fd, at, done);
    return done;
}

ssize_t pwrite(int fd, const void *from, size_t length, off_t at) { return pwrite64(fd, from, length, at); }

static int shortened(int fd, int done) {
    pthread_mutex_lock(&lock);
    struct file *file = done ? NULL : file_of(fd);
    if (file) file->cut = 1;
    pthread_mutex_unlock(&lock);
    return done;
}

int ftruncate64(int fd, off_t length) {
    static int (*next)(int, off_t);
    if (!next) next = dlsym(RTLD_NEXT, "ftruncate64");
    return shortened(fd, next(fd, length));
}

int ftruncate(int fd, off_t length) { return ftruncate64(fd, length); }

/* What was written until now lasts. The copy is a part of the fsync: a cut within it leaves a part. */
static void keep(int fd) {
    char path[PATH_MAX], page[65536];
    struct stat told;
    pthread_mutex_lock(&lock);
    struct file *file = file_of(fd);
    if (file && (file->count || file->cut)) {
        snprintf(path, sizeof path, "%s/%s", durable(), file->name);
        int copy = open(path, O_RDWR | O_CREAT, 0600);
        if (copy < 0) abort();
        for (int i = 0; i < file->count; i++)
            for (off_t at = file->ranges[i][0]; at < file->ranges[i][1];) {
                off_t left = file->ranges[i][1] - at;
                ssize_t got = pread(fd, page, left < (off_t)sizeof page ? (size_t)left : sizeof page, at);
                if (got <= 0) break; /* cut off since */
                if (real_pwrite(copy, page, got, at) != got) abort();
                at += got;
            }
        if (file->cut && !fstat(fd, &told)) {
            static int (*next)(int, off_t);
            if (!next) next = dlsym(RTLD_NEXT, "ftruncate64");
            if (next(copy, told.st_size)) abort();
        }
        close(copy);
        file->count = file->cut = 0;
    }
    pthread_mutex_unlock(&lock);
}

int fsync(int fd) {
    static int (*next)(int);
    if (!next) next = dlsym(RTLD_NEXT, "fsync");
    int done = next(fd);
    if (!done) keep(fd);
    return done;
}

int fdatasync(int fd) {
    static int (*next)(int);
    if (!next) next = dlsym(RTLD_NEXT, "fdatasync");
    int done = next(fd);
    if (!done) keep(fd);
    return done;
}

/* A name that is taken out is gone at once: the worse of the two that can happen to it. */
int unlink(const char *path) {
    static int (*next)(const char *);
    if (!next) next = dlsym(RTLD_NEXT, "unlink");
    char other[PATH_MAX];
    struct stat told;
    const char *in = folder(), *name = strrchr(path, '/');
    int here = in && durable() && name && !strncmp(path, in, strlen(in)) && strstr(path, ".sqlite");
    int there = here && !stat(path, &told);
    int done = next(path);
    if (!done && here) {
        snprintf(other, sizeof other, "%s%s", durable(), name);
        next(other);
        pthread_mutex_lock(&lock);
        for (int i = 0; there && i < known; i++)
            if (files[i].inode == told.st_ino) files[i].inode = 0; /* the number may be given to another file */
        pthread_mutex_unlock(&lock);
    }
    return done;
}
