# A server that nobody asks for anything.
start 2026-05-14T17:00:00Z
length 120
memory 16
base 3 6
serve 1218
