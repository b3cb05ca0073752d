"""The figures: pure functions from a surface and looks to Plotly figures. No Streamlit here."""

from app.figures.charts import CHARTS, charts_figure
from app.figures.heights import Heights, grid
from app.figures.map import map_figure
from app.figures.picture import picture_of
from app.figures.thumbnail import thumbnail

__all__ = ["CHARTS", "Heights", "charts_figure", "grid", "map_figure", "picture_of", "thumbnail"]
