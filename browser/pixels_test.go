package browser

import (
	"bytes"
	"image"
	"image/png"
	"strconv"
	"strings"
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

// charts looks at every chart of a page, all in one picture, and at the page's ground.
func (p *tab) charts(t *testing.T) {
	t.Helper()
	type box struct {
		X float64 `json:"x"`
		Y float64 `json:"y"`
		W float64 `json:"w"`
		H float64 `json:"h"`
	}
	// Without tables the page is not too high for one picture.
	eval[bool](t, p, `document.querySelectorAll("table, details").forEach((e) => { e.hidden = true }); true`)
	defer eval[bool](t, p, `document.querySelectorAll("table, details").forEach((e) => { e.hidden = false }); true`)
	boxes := eval[[]box](t, p, `[...document.querySelectorAll(".drawing")].map((e) => { const r = e.getBoundingClientRect(); return { x: r.x + scrollX, y: r.y + scrollY, w: r.width, h: r.height } })`)
	if len(boxes) < 4 {
		t.Errorf("%d charts", len(boxes))
	}
	picture := got(t, p, chromedp.FullScreenshot(100))
	keep(t, "page.png", picture)
	img, err := png.Decode(bytes.NewReader(picture))
	if err != nil {
		t.Fatal(err)
	}
	page := img.(interface {
		SubImage(image.Rectangle) image.Image
	})
	for i, b := range boxes {
		chart := page.SubImage(image.Rect(int(b.X), int(b.Y), int(b.X+b.W), int(b.Y+b.H)))
		count, most, all := counted(chart)
		if share := 1 - float64(most)/float64(max(all, 1)); all == 0 || !isDrawn(len(count)-1, share) {
			t.Errorf("chart %d: %d colours, %.2f %% of %d pixels", i, len(count)-1, share*100, all)
		}
	}
	if shade, dark := shade(page.SubImage(image.Rect(0, 0, 1280, 600))), strings.HasSuffix(t.Name(), "dark"); (shade < 0.5) != dark {
		t.Errorf("dark %v: the page's brightness is %.2f", dark, shade)
	}
}

// shade is how bright the page's ground is, from 0 to 1.
func shade(img image.Image) float64 {
	count, most, _ := counted(img)
	for k, n := range count {
		if n == most {
			return float64(k[0]+k[1]+k[2]) / (3 * 255)
		}
	}
	return 0
}
