"""The web app: the only package that knows Streamlit and the browser."""
