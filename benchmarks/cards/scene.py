"""A landscape drawn by arithmetic: hills in morning mist. No photographer, no licence."""

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

Field = NDArray[np.float64]


def _ridge(width: int, seed: int, roughness: float, octaves: int = 9) -> Field:
    """Return a skyline, about -1 to 1: sines of doubling frequency and random phase."""
    source = np.random.RandomState(seed)
    x = np.linspace(0, 1, width)
    line = np.zeros(width)
    for octave in range(octaves):
        frequency = 1.3 * 2**octave
        phase = source.uniform(0, 2 * np.pi, 2)
        wave = np.sin(2 * np.pi * frequency * x + phase[0])
        line += wave * (1 + 0.5 * np.sin(2 * np.pi * x * 1.7 + phase[1])) * roughness**octave
    return line


def _trees(width: int, seed: int, height: float) -> Field:
    """Return the height of a row of firs above a ridge."""
    source = np.random.RandomState(seed)
    line = np.zeros(width)
    x = np.arange(width)
    centre = 0.0
    while centre < width:
        tall = height * source.uniform(0.35, 1.0) * (0.6 + 0.4 * np.sin(centre / width * 9 + seed))
        half = tall * source.uniform(0.20, 0.30)
        away = np.abs(x - centre)
        taper = np.clip(1 - away / max(half, 1), 0, 1)
        steps = np.floor(taper * 7) / 7 * 0.75 + taper * 0.25
        line = np.maximum(line, tall * steps)
        centre += half * source.uniform(0.7, 1.9)
    return line


def scene(width: int = 1500, height: int = 1500) -> Image.Image:
    """Return the picture; the same pixels every time."""
    down = np.linspace(0, 1, height)[:, None, None]
    sky = [
        (0.0, (58, 74, 104)),
        (0.22, (126, 122, 138)),
        (0.40, (226, 168, 128)),
        (0.52, (250, 205, 150)),
    ]
    picture = np.zeros((height, width, 3))
    for channel in range(3):
        picture[:, :, channel] = np.interp(
            down[:, 0, 0], [p for p, _ in sky], [c[channel] for _, c in sky]
        )[:, None]
    yy, xx = np.mgrid[0:height, 0:width]
    away = np.hypot((xx - 0.64 * width) / width, (yy - 0.36 * height) / width)
    glow = np.exp(-((away / 0.26) ** 2))[:, :, None]
    picture += glow * np.array([70, 48, 18])
    disc = np.clip((0.042 - away) / 0.0018, 0, 1)[:, :, None]
    picture = picture * (1 - disc) + disc * np.array([255, 240, 214])
    layers = 7
    for layer in range(layers):
        depth = layer / (layers - 1)
        base = height * (0.40 + 0.105 * layer)
        swing = height * (0.030 + 0.016 * layer)
        line = base - swing * _ridge(width, 11 + layer * 7, 0.50 - 0.02 * layer)
        if layer >= 3:
            line -= _trees(width, 40 + layer, height * (0.012 + 0.022 * (layer - 2)))
        far, near = np.array([214, 158, 132]), np.array([14, 22, 32])
        colour = far + (near - far) * (0.10 + 0.90 * depth**0.75)
        inside = 1 / (1 + np.exp(np.clip(-(yy - line[None, :]) / 0.8, -60, 60)))
        # Mist lies in the valleys: each layer fades towards the sky's colour as it goes down.
        fog = np.clip((yy - line[None, :]) / (height * 0.15), 0, 1)[:, :, None] * (
            0.75 - 0.45 * depth
        )
        mist = np.array([240, 192, 152]) * (1 - depth) + np.array([96, 96, 112]) * depth
        paint = colour * (1 - fog) + mist * fog
        picture = picture * (1 - inside[:, :, None]) + paint * inside[:, :, None]
    source = np.random.RandomState(5)
    picture += source.normal(0, 2.2, (height, width, 1))
    made = Image.fromarray(np.clip(picture, 0, 255).astype(np.uint8))
    return made.filter(ImageFilter.GaussianBlur(0.6))
