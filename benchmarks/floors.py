"""The two floors: what any Flask page costs here, and what a page of 50 rows from SQLite costs.

`application()` is served by gunicorn with the product's own settings. Plain as in Flask's tutorial: a connection a
request, one query, one template, no sign-in, no layout.
"""

import os
import sqlite3

from flask import Flask, g, render_template
from jinja2 import DictLoader

ROWS = 50
PAGE = """<!doctype html>
<html lang="ja">
  <head><meta charset="utf-8"><title>People</title></head>
  <body>
    <table>
      <thead><tr><th>Name</th><th>Reading</th><th>Organisation</th><th>Title</th><th>Town</th><th>Changed</th></tr></thead>
      <tbody>
        {% for row in rows %}
        <tr>
          <td><a href="/people/{{ row.id }}">{{ row.name }}</a></td>
          <td>{{ row.reading }}</td>
          <td>{{ row.organisation }}</td>
          <td>{{ row.title }}</td>
          <td>{{ row.town }}</td>
          <td>{{ row.changed }}</td>
        </tr>
        {% endfor %}
      </tbody>
    </table>
  </body>
</html>
"""


def make(path: str, count: int = 1_000) -> None:
    """The database of the second floor."""
    with sqlite3.connect(path) as connection:
        connection.execute(
            "CREATE TABLE people (id INTEGER PRIMARY KEY, name TEXT, reading TEXT, organisation TEXT, title TEXT,"
            " town TEXT, changed TEXT)"
        )
        connection.execute("CREATE INDEX by_reading ON people (reading, id)")
        connection.executemany(
            "INSERT INTO people (name, reading, organisation, title, town, changed) VALUES (?, ?, ?, ?, ?, ?)",
            ((f"李明淑 {n}", f"り めいしゅく {n}", "延吉大洋食品有限公司", "海外事業課長", "延吉市", "2026-11-24")
             for n in range(count)),
        )  # fmt: skip
    connection.close()


def application() -> Flask:
    """Both floors: `/bare` and `/rows`."""
    app = Flask(__name__)
    app.jinja_loader = DictLoader({"rows.html": PAGE})
    path = os.environ["FLOOR_DATABASE"]

    @app.get("/bare")
    def bare() -> str:
        return "<!doctype html><title>Bare</title><p>Hello.</p>"

    @app.get("/rows")
    def rows() -> str:
        found = database().execute("SELECT * FROM people ORDER BY reading, id LIMIT ?", (ROWS,)).fetchall()
        return render_template("rows.html", rows=found)

    def database() -> sqlite3.Connection:
        if "database" not in g:
            g.database = sqlite3.connect(path)
            g.database.row_factory = sqlite3.Row
        connection: sqlite3.Connection = g.database
        return connection

    @app.teardown_appcontext
    def close(_error: BaseException | None) -> None:
        if "database" in g:
            g.pop("database").close()

    return app
