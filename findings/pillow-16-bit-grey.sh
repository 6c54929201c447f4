#!/usr/bin/env bash
# Pillow 13.0.0: convert('L') of a 16-bit grey picture clips it instead of scaling it.
#
# Expected: white stays white and middle grey middle grey: 32,768 of 65,535 becomes 128, as browsers decode the same file.
# Seen:     every value above 255 becomes 255: a usual 16-bit picture turns white all over, with a few black specks. So with RGB.
# Matters:  depth maps, X-rays and scans come as 16-bit PNG; a folder of them in `convert("L")` or `convert("RGB")`, as most
#           data sets are read, trains on white pictures without an error.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/v"
"$work/v/bin/pip" install -q --disable-pip-version-check pillow==13.0.0 numpy==2.4.6
"$work/v/bin/python" - <<'PY'
import io

import numpy as np
from PIL import Image

values = np.array([[0, 128, 255, 256, 1000, 32768, 65535]], dtype=np.uint16)
file = io.BytesIO()
Image.fromarray(values).save(file, "PNG")
picture = Image.open(file)
grey = np.array(picture.convert("L"))[0].tolist()
red = np.array(picture.convert("RGB"))[0, :, 0].tolist()
print(picture.mode, values[0].tolist(), "-> L", grey, "RGB", red)
assert grey == red == [0, 128, 255, 255, 255, 255, 255]
PY
