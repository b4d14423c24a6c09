# There is no process log.
start 2026-05-14T21:00:00Z
length 120
memory 64
base 6 20
runner 79001 1218 llama4:70b-mlx 43 10 40 110 0.97
loaded llama4:70b-mlx 44.1 40 108
stall 0 120 process
