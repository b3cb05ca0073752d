"""The surface in space, with each run's path on it. Heights are drawn on the map's scale and labelled with the loss."""

from collections.abc import Mapping, Sequence

import numpy as np
import plotly.graph_objects as go

from app.figures.heights import grid
from app.figures.theme import BACKGROUND, FONT, GRID, INK, MAP, Look, Scheme
from optim_core import Surface, Trajectory

POINTS = 60
DRAWN_ROWS = 400


def space_figure(
    surface: Surface,
    trajectories: Sequence[Trajectory],
    looks: Sequence[Look],
    scheme: Scheme,
    words: Mapping[str, str],
) -> go.Figure:
    """A 2-D surface with its paths in three dimensions. Points outside the box are left out: they stay on the map."""
    heights = grid(surface, points=POINTS)
    ticks, labels = heights.ticks(5)
    figure = go.Figure(
        go.Surface(
            x=heights.axes[0],
            y=heights.axes[1],
            z=heights.drawn(heights.loss),
            customdata=heights.loss,
            colorscale=[[share, color] for share, color in enumerate(MAP[scheme])],
            showscale=False,
            opacity=0.92,
            hovertemplate=f"%{{x}}, %{{y}}<br>{words['hover_loss']} %{{customdata:.5g}}<extra></extra>",
        )
    )
    lift = 0.01 * (ticks[-1] or 1.0)
    for trajectory, look in zip(trajectories, looks, strict=True):
        rows = np.unique(np.linspace(0, max(int(trajectory.ended_at[0]), 0), DRAWN_ROWS).round().astype(int))
        points, loss = trajectory.points[rows, 0], trajectory.loss[rows, 0]
        (left, right), (low, high) = surface.domain
        inside = (points[:, 0] >= left) & (points[:, 0] <= right) & (points[:, 1] >= low) & (points[:, 1] <= high)
        figure.add_scatter3d(
            x=np.where(inside, points[:, 0], np.nan),
            y=points[:, 1],
            z=heights.drawn(loss) + lift,
            customdata=np.stack([rows, loss], axis=-1),
            name=look.label,
            mode="lines+markers",
            line={
                "color": look.color,
                "width": 5,
                "dash": look.dash if look.dash in ("solid", "dash", "dot") else "dashdot",
            },
            marker={"size": 2.5, "color": look.color},
            hovertemplate=f"<b>{look.label}</b>, {words['step_axis']} %{{customdata[0]}}<br>"
            f"{words['hover_loss']} %{{customdata[1]:.6g}}<extra></extra>",
        )
    axis = {"backgroundcolor": BACKGROUND[scheme], "gridcolor": GRID[scheme], "color": INK[scheme]}
    figure.update_layout(
        height=560,
        margin={"l": 0, "r": 0, "t": 0, "b": 0},
        paper_bgcolor=BACKGROUND[scheme],
        font={"color": INK[scheme], **FONT},
        legend={"x": 0, "y": 1, "bgcolor": "rgba(0,0,0,0)"},
        uirevision=surface.formula,
        scene={
            "xaxis": {**axis, "title": surface.variables[0]},
            "yaxis": {**axis, "title": surface.variables[1]},
            "zaxis": {**axis, "title": words["loss_axis"], "tickvals": ticks, "ticktext": labels},
            "aspectratio": {"x": 1, "y": 1, "z": 0.7},
            "camera": {"eye": {"x": 1.4, "y": -1.5, "z": 1.1}},
        },
    )
    return figure
