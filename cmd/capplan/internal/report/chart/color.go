package chart

import "image/color"

// fill is the colour of a layer: what was handed on is lighter.
func fill(b *band) color.NRGBA {
	switch {
	case b.color < 0:
		return color.NRGBA{153, 153, 153, 255}
	case b.from != "":
		return pale(okabeIto[b.color], 0.4)
	}
	return okabeIto[b.color]
}
