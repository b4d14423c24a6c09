# A runner grows by 6 GiB in ten minutes and does not level off. Its model's
# expiry passes 30 s before it is unloaded, and 3 GiB stay wired.
start 2026-05-14T08:00:00Z
length 780
memory 64
base 5 10
serve 1218
runner 80001 1218 gemma4:27b-mlx 26 10 40 740
grow 80001 6 130 730
loaded gemma4:27b-mlx 29 45 740
expires gemma4:27b-mlx 705
wire 3 30 780
