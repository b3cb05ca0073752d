"""The web app: the only package that knows Streamlit and the browser."""

import os

# Our matrices are small: threads for them take longer to meet than to multiply. Read when NumPy is first imported.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
