# Narrow logs to which wide ones were joined, and in each other sample the kernel
# told nothing of the runner, which has its highest footprint in one of these.
start 2026-05-14T23:00:00Z
length 120
memory 64
base 6 10
wide 60 120
serve 1218
runner 84001 1218 gemma4:27b-mlx 26 10 40 110 0.95
resident 84001 0.02
hidden 84001 60 120 2
spike 84001 28.5 80
runner 84050 1218 llama4:8b-mlx 8 70 75 110 0.95
hidden 84050 70 110
loaded gemma4:27b-mlx 29 45 110
loaded llama4:8b-mlx 8.6 75 110
