// Picture draws what the documentation shows: a report as Chromium opens it, or the output
// of a command as a terminal does.
//
//	picture -o report.png [-dark] [-top SELECTOR] [-height 1400] report.html
//	picture -o terminal.png [-lines 60] output.txt
package main

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"log"
	"net/url"
	"os"
	"path/filepath"
	"sort"
	"strconv"
	"strings"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

var (
	output = flag.String("o", "", "the PNG that is written")
	dark   = flag.Bool("dark", false, "in the dark scheme")
	top    = flag.String("top", "", "what the picture begins with; empty: the page's top")
	wide   = flag.Int64("width", 1200, "in pixels")
	high   = flag.Int64("height", 1400, "in pixels")
	lines  = flag.Int("lines", 0, "of a terminal's output; 0: all")
)

func main() {
	log.SetFlags(0)
	flag.Parse()
	if flag.NArg() != 1 || *output == "" {
		flag.Usage()
		os.Exit(2)
	}
	if err := draw(flag.Arg(0)); err != nil {
		log.Fatal("picture: ", err)
	}
}

func draw(file string) error {
	if filepath.Ext(file) != ".html" {
		page, err := terminal(file)
		if err != nil {
			return err
		}
		defer func() { _ = os.Remove(page) }()
		file = page
	}
	path, err := filepath.Abs(file)
	if err != nil {
		return err
	}
	allocated, stop := chromedp.NewExecAllocator(context.Background(), append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath("chromium"), chromedp.NoSandbox, chromedp.DisableGPU, chromedp.WSURLReadTimeout(time.Minute))...)
	defer stop()
	ctx, done := chromedp.NewContext(allocated)
	defer done()
	scheme := "light"
	if *dark {
		scheme = "dark"
	}
	if _, err := chromedp.Call(ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
		Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}},
	}); err != nil {
		return err
	}
	if err := chromedp.Do(ctx, chromedp.EmulateViewport(*wide, *high), chromedp.Navigate((&url.URL{Scheme: "file", Path: path}).String())); err != nil {
		return err
	}
	if strings.HasPrefix(filepath.Base(path), "terminal-") {
		shot, err := chromedp.Run(ctx, chromedp.Screenshot(chromedp.CSS("pre")))
		if err != nil {
			return err
		}
		return write(shot)
	}
	if _, err := chromedp.Run(ctx, chromedp.Poll[bool](`window.capplanDrawn === true`, chromedp.WithPollingTimeout(time.Minute))); err != nil {
		return fmt.Errorf("%s is not drawn: %w", file, err)
	}
	scroll := `document.querySelector(` + strconv.Quote(*top) + `)?.scrollIntoView({ behavior: "instant" }); true`
	if *top == "" {
		scroll = `true`
	}
	if _, err := chromedp.Run(ctx, chromedp.Evaluate[bool](scroll)); err != nil {
		return err
	}
	shot, err := chromedp.Run(ctx, chromedp.CaptureScreenshot())
	if err != nil {
		return err
	}
	return write(shot)
}

// write keeps the 256 commonest colours and the nearest of them for the others, which makes
// the file of a page with few colours a third as large.
func write(shot []byte) error {
	img, err := png.Decode(bytes.NewReader(shot))
	if err != nil {
		return err
	}
	b := img.Bounds()
	count := map[color.RGBA]int{}
	for y := b.Min.Y; y < b.Max.Y; y++ {
		for x := b.Min.X; x < b.Max.X; x++ {
			count[at(img, x, y)]++
		}
	}
	var colors []color.RGBA
	for c := range count {
		colors = append(colors, c)
	}
	sort.Slice(colors, func(i, j int) bool {
		a, b := colors[i], colors[j]
		if count[a] != count[b] {
			return count[a] > count[b]
		}
		return int(a.R)<<16|int(a.G)<<8|int(a.B) < int(b.R)<<16|int(b.G)<<8|int(b.B)
	})
	var palette color.Palette
	for _, c := range colors[:min(256, len(colors))] {
		palette = append(palette, c)
	}
	index := map[color.RGBA]uint8{}
	for _, c := range colors {
		index[c] = uint8(palette.Index(c))
	}
	small := image.NewPaletted(b, palette)
	for y := b.Min.Y; y < b.Max.Y; y++ {
		for x := b.Min.X; x < b.Max.X; x++ {
			small.SetColorIndex(x, y, index[at(img, x, y)])
		}
	}
	var out bytes.Buffer
	if err := (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&out, small); err != nil {
		return err
	}
	return os.WriteFile(*output, out.Bytes(), 0o666)
}

func at(img image.Image, x, y int) color.RGBA {
	return color.RGBAModel.Convert(img.At(x, y)).(color.RGBA)
}
