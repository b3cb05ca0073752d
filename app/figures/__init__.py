"""The figures: pure functions from a surface and looks to Plotly figures. No Streamlit here."""

from app.figures.charts import charts_figure
from app.figures.heights import Heights, grid
from app.figures.map import map_figure
from app.figures.space import space_figure
from app.figures.thumbnail import thumbnail

__all__ = ["Heights", "charts_figure", "grid", "map_figure", "space_figure", "thumbnail"]
