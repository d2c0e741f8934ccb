package browser

import (
	"bytes"
	"image"
	"image/png"
	"strconv"
	"testing"

	"github.com/chromedp/chromedp"
)

// pixels is a picture of one chart, how many colours it has beside the commonest, and
// what share of the pixels have these.
func (p *tab) pixels(t *testing.T, chart int) (picture []byte, colors int, share float64) {
	t.Helper()
	picture = got(t, p, chromedp.Screenshot(chromedp.CSS(`.drawing[data-view="`+strconv.Itoa(chart)+`"]`)))
	colors, share = tell(t, picture)
	return picture, colors, share
}

func tell(t *testing.T, picture []byte) (colors int, share float64) {
	t.Helper()
	img, err := png.Decode(bytes.NewReader(picture))
	if err != nil {
		t.Fatal(err)
	}
	count, most, all := counted(img)
	return len(count) - 1, 1 - float64(most)/float64(all)
}

func counted(img image.Image) (count map[[3]uint32]int, most, all int) {
	count = map[[3]uint32]int{}
	b := img.Bounds()
	for y := b.Min.Y; y < b.Max.Y; y++ {
		for x := b.Min.X; x < b.Max.X; x++ {
			r, g, bl, _ := img.At(x, y).RGBA()
			k := [3]uint32{r >> 8, g >> 8, bl >> 8}
			count[k]++
			most = max(most, count[k])
			all++
		}
	}
	return count, most, all
}

// isDrawn tells a chart from an empty frame with a legend: axes, letters and marks have
// many shades, on some of the ground.
func isDrawn(colors int, share float64) bool { return colors >= 60 && share >= 0.015 }

// shade is how bright the page's ground is, from 0 to 1.
func (p *tab) shade(t *testing.T) float64 {
	t.Helper()
	img, err := png.Decode(bytes.NewReader(got(t, p, chromedp.CaptureScreenshot())))
	if err != nil {
		t.Fatal(err)
	}
	count, most, _ := counted(img)
	for k, n := range count {
		if n == most {
			return float64(k[0]+k[1]+k[2]) / (3 * 255)
		}
	}
	return 0
}
