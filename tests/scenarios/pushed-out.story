# Most of a model is in GPU memory, not in RSS; another is partly on the CPU and
# is loaded again with a larger context. Something else needs memory: the RSS of
# the other is pushed out, and the machine swaps in 900 MiB each second.
start 2026-05-14T07:00:00Z
length 300
memory 64
base 5 10
serve 1218
runner 81001 1218 qwen3.6:35b-mlx 30 10 40 300 1
resident 81001 0.04
blob 81002 1218 6f1d2c0b9a8877665544332211 20 60 80 300 0.6
resident 81002 0.3 200 300
loaded qwen3.6:35b-mlx 31 45 300
loaded llama3.3:70b 24 85 150 14 4096
loaded llama3.3:70b 28 150 300 14 32768
squeeze 14 190 300
swapin 900 210 260
