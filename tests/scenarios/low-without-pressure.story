# One model wires 44 GiB of 64: free % goes below 30, yet the level is normal.
start 2026-05-14T12:00:00Z
length 180
memory 64
base 4 9
serve 1218
runner 72001 1218 llama4:70b-mlx 43 10 60 150 0.97
loaded llama4:70b-mlx 44.1 60 148
