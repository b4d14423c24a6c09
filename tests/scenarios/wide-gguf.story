# Wide logs. A GGUF runner maps its weights from a file: they are in RSS and not
# in the footprint. When memory is short they are dropped. An image runner has
# more in its footprint than in RSS, and is the smaller one.
start 2026-05-14T22:30:00Z
length 180
memory 32
base 4 7
wide
serve 1218
blob 83001 1218 5c91a0b37e12d84f66a0c1b2 18 10 30 180 0.3
footprint 83001 0.08
resident 83001 1 0 110
resident 83001 0.3 110 180
runner 83060 1218 flux-image:12b-mlx 9 60 75 170 0.9
resident 83060 0.1
loaded llama3.3:30b 18.9 30 180
loaded flux-image:12b-mlx 9.6 75 170
load 8 100 180
