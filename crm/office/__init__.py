"""The office that runs this installation: what it is called, who heads it, how it numbers and approves."""
