"""Whether the installation is well: `flask doctor` looks at everything, `flask status` tells how it stands."""
