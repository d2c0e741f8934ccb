// Package browser opens reports in Chromium and looks at them as a reader does. It is a
// module of its own, so that capplan itself needs no browser.
//
// House rules: a page is opened from disk; what a check looks for is also looked for in a
// page that lacks it (faults_test.go), so that no check passes on everything.
package browser

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

var pictures = flag.String("pictures", "", "a directory that gets what the tests saw")

// chromium is the browser that all tests share.
var chromium context.Context

func TestMain(m *testing.M) {
	flag.Parse()
	os.Exit(func() int {
		path, err := find("chromium", "chromium-browser", "google-chrome")
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			return 1
		}
		options := append(chromedp.DefaultExecAllocatorOptions[:],
			chromedp.ExecPath(path),
			chromedp.NoSandbox, // as root in a container
			chromedp.DisableGPU,
			// The network is off: no name has an address, and a proxy that is not there gets the rest.
			chromedp.Flag("host-resolver-rules", "MAP * ~NOTFOUND"),
			chromedp.Flag("proxy-server", "127.0.0.1:9"),
			chromedp.WSURLReadTimeout(time.Minute),
		)
		if dir := os.Getenv("TMPDIR"); dir != "" {
			options = append(options, chromedp.Env("TMPDIR="+dir))
		}
		allocated, stop := chromedp.NewExecAllocator(context.Background(), options...)
		defer stop()
		var done context.CancelFunc
		chromium, done = chromedp.NewContext(allocated)
		defer done()
		if err := chromedp.Do(chromium); err != nil {
			fmt.Fprintln(os.Stderr, "chromium does not start:", err)
			return 1
		}
		return m.Run()
	}())
}

func find(names ...string) (string, error) {
	for _, n := range names {
		if path, err := exec.LookPath(n); err == nil {
			return path, nil
		}
	}
	return "", errors.New("no chromium is installed; these tests are not for machines without: apt-get install chromium")
}

// A tab is a page that is open, and what went wrong in it.
type tab struct {
	ctx context.Context

	mu       sync.Mutex
	faults   []string // of the console, of scripts and of the policy
	requests []string
}

// A look is how a page is opened.
type look struct {
	width, height int64 // 0: 1280 × 900
	dark          bool
	noScripts     bool
}

// drawnAt notes when the page says that all is drawn, in milliseconds since it was asked for.
const drawnAt = `Object.defineProperty(window, "capplanDrawn", {
	set(v) { if (v && !window.drawnAfter) window.drawnAfter = performance.now() },
	get() { return window.drawnAfter > 0 }
})`

// open opens a file from disk in a tab of its own.
func open(t *testing.T, file string, l look) *tab {
	t.Helper()
	ctx, cancel := chromedp.NewContext(chromium, chromedp.WithNewBrowserContext())
	t.Cleanup(cancel)
	ctx, stop := context.WithTimeout(ctx, 2*time.Minute)
	t.Cleanup(stop)
	p := &tab{ctx: ctx}
	if l.width == 0 {
		l.width, l.height = 1280, 900
	}
	scheme := "light"
	if l.dark {
		scheme = "dark"
	}
	path, err := filepath.Abs(file)
	if err != nil {
		t.Fatal(err)
	}
	address := (&url.URL{Scheme: "file", Path: path}).String()
	if err := chromedp.Listen(ctx, p.listen); err != nil {
		t.Fatal(err)
	}
	call(t, p, network.Enable, network.EnableParams{})
	call(t, p, log.Enable, cdp.Empty{})
	call(t, p, emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{Width: l.width, Height: l.height, DeviceScaleFactor: 1})
	call(t, p, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}, {Name: "prefers-reduced-motion", Value: "reduce"}}})
	call(t, p, emulation.SetFocusEmulationEnabled, emulation.SetFocusEmulationEnabledParams{Enabled: true})
	call(t, p, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: l.noScripts})
	call(t, p, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: drawnAt})
	p.do(t, chromedp.Navigate(address))
	return p
}

// call sends a command of the protocol.
func call[P, R any](t *testing.T, p *tab, c cdp.Command[P, R], params P) R {
	t.Helper()
	r, err := chromedp.Call(p.ctx, c, params)
	if err != nil {
		t.Fatalf("%s: %v", c.Method, err)
	}
	return r
}

func (p *tab) listen(event any) {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch e := event.(type) {
	case *runtime.EventExceptionThrown:
		s := "exception: " + e.ExceptionDetails.Text
		if x := e.ExceptionDetails.Exception; x != nil {
			s += " " + x.Description
		}
		p.faults = append(p.faults, s)
	case *runtime.EventConsoleAPICalled:
		if e.Type == "error" || e.Type == "warning" || e.Type == "assert" {
			s := "console " + string(e.Type) + ":"
			for _, a := range e.Args {
				s += " " + string(a.Value) + a.Description
			}
			p.faults = append(p.faults, s)
		}
	case *log.EventEntryAdded:
		p.faults = append(p.faults, string(e.Entry.Source)+" "+string(e.Entry.Level)+": "+e.Entry.Text)
	case *network.EventRequestWillBeSent:
		p.requests = append(p.requests, e.Request.URL)
	}
}

func (p *tab) do(t *testing.T, actions ...chromedp.Action[chromedp.Void]) {
	t.Helper()
	if err := chromedp.Do(p.ctx, actions...); err != nil {
		t.Fatal(err)
	}
}

// got is what an action gets.
func got[T any](t *testing.T, p *tab, a chromedp.Action[T]) T {
	t.Helper()
	v, err := chromedp.Run(p.ctx, a)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// eval is what a script says; a promise is waited for.
func eval[T any](t *testing.T, p *tab, script string) T {
	t.Helper()
	return got(t, p, chromedp.Evaluate[T](script, chromedp.EvalAwaitPromise))
}

// drawn waits until the page says that all is drawn, and returns after how long it was.
func (p *tab) drawn(t *testing.T) time.Duration {
	t.Helper()
	ms, err := chromedp.Run(p.ctx, chromedp.Poll[float64](`window.drawnAfter || 0`, chromedp.WithPollingInterval(20*time.Millisecond), chromedp.WithPollingTimeout(30*time.Second)))
	if err != nil {
		t.Fatalf("the page does not say that it is drawn: %v; %s", err, strings.Join(p.told(), "; "))
	}
	return time.Duration(ms * float64(time.Millisecond))
}

// told is what went wrong until now.
func (p *tab) told() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([]string(nil), p.faults...)
}

// asked are the addresses that were asked for until now.
func (p *tab) asked() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([]string(nil), p.requests...)
}

// keep writes a picture for those who want to look.
func keep(t *testing.T, name string, picture []byte) {
	t.Helper()
	if *pictures == "" {
		return
	}
	name = strings.NewReplacer("/", "-", " ", "-").Replace(t.Name() + "-" + name)
	if err := os.WriteFile(filepath.Join(*pictures, name), picture, 0o666); err != nil {
		t.Error(err)
	}
}
