"""Pages to readers: the local server and publishing. Git and servers live only here."""
