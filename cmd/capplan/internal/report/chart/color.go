package chart

import "image/color"

// rest is the colour of what has none of its own.
var rest = color.NRGBA{153, 153, 153, 255}

// strokes is the colour of a hatch: that of the source that handed on.
func strokes(b *band) color.NRGBA {
	if b.giver < 0 {
		return rest
	}
	return okabeIto[b.giver]
}

// fill is the colour of a layer: what was handed on is lighter.
func fill(b *band) color.NRGBA {
	switch {
	case b.color < 0:
		return rest
	case b.from != "":
		return pale(okabeIto[b.color], 0.4)
	}
	return okabeIto[b.color]
}
