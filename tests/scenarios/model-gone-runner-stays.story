# The API says that the model is unloaded; its runner stays for a minute more.
start 2026-05-14T16:00:00Z
length 210
memory 32
base 4 8
serve 1218
runner 75001 1218 gemma4:12b-mlx 12 10 30 180 0.95
loaded gemma4:12b-mlx 12.4 30 115
