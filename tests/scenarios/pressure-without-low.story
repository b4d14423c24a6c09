# A large compressor: the level is warn with 45 % free.
start 2026-05-14T13:00:00Z
length 150
memory 64
base 5 14
serve 1218
squeeze 30 50 100
