package fleets

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"unicode/utf8"
)

// maxBytes bounds a file, maxNodes what aliases may make of it, maxDepth how
// deep it may nest.
const (
	maxBytes = 4 << 20
	maxNodes = 400_000
	maxDepth = 64

	// maxCopied bounds what base may make of it.
	maxCopied = 4_000_000
)

// A Source is a file that was read.
type Source struct {
	Path   string
	SHA256 string
	Text   string
}

// A source is a text that diagnostics can point into.
type source struct {
	path  string
	text  string
	order int // in which it was read
	lines []string
	set   bool  // a --set argument
	from  place // where a file names it
}

func newSource(path, text string) *source {
	return &source{path: path, text: text, lines: strings.Split(text, "\n")}
}

// line returns a line of the text, from 1, without its end.
func (s *source) line(n int) string {
	if n < 1 || n > len(s.lines) {
		return ""
	}
	return strings.TrimSuffix(s.lines[n-1], "\r")
}

// A place is a span of a source.
type place struct {
	src       *source
	line, col int // from 1, in characters
	width     int
}

// within returns the part of a place that starts off characters into it; what a reader
// put before the text (off < 0) is left out.
func (p place) within(off, width int) place {
	if p.col += off; p.col < 1 {
		width += p.col - 1
		p.col = 1
	}
	p.width = max(1, width)
	return p
}

// read returns a file's bytes, at most so many, or says why there are none.
func (r *reader) read(path string, from place, most int64) ([]byte, bool) {
	data, err := r.bytes(path, most)
	if err == nil {
		return data, true
	}
	code, help := "E071", "check the file's permissions"
	var why string
	switch {
	case errors.Is(err, fs.ErrNotExist):
		code, why, help = "E070", "there is no file "+path, "write a first one with `capplan init`, or name another"
		if near := otherEnding(path); near != "" && r.opt.ReadFile == nil {
			help = "did you mean " + near + "?"
		}
		if most > maxBytes {
			help = "name the file with the log, or - for standard input"
		}
		if from.src != nil {
			code, help = "E042", "paths are relative to the file that names them"
		}
	case errors.Is(err, fs.ErrPermission):
		why = path + " may not be read"
	case errors.Is(err, errTooLarge):
		code, why, help = "E004", fmt.Sprintf("%s is larger than %d MiB", path, most>>20), "split it with extends, or keep data in files of their own"
		if most > maxBytes {
			help = "keep only the columns that are needed"
		}
	default:
		why, help = path+" cannot be read", "is it a file?"
		if i, err := os.Stat(path); r.opt.ReadFile == nil && err == nil && i.IsDir() {
			why, help = path+" is a directory", "name the file in it, as in "+filepath.Join(path, "capplan.yaml")
		}
	}
	d := Diagnostic{Code: code, Message: why, File: path, Help: help}
	if from.src != nil {
		r.place(&d, from)
	}
	r.add(d, from)
	return nil, false
}

// otherEnding is the file that is there with the other ending of YAML; empty: none.
func otherEnding(path string) string {
	ext := filepath.Ext(path)
	other := strings.TrimSuffix(path, ext) + map[string]string{".yml": ".yaml", ".yaml": ".yml", "": ".yaml"}[ext]
	if i, err := os.Stat(other); other == path || err != nil || !i.Mode().IsRegular() {
		return ""
	}
	return other
}

var errTooLarge = errors.New("too large")

func (r *reader) bytes(path string, most int64) ([]byte, error) {
	if data, ok := r.kept[path]; ok {
		return data, nil
	}
	data, err := r.fresh(path, most)
	if err == nil && r.kept != nil {
		r.kept[path] = data
	}
	return data, err
}

// fresh reads a file that was not read before.
func (r *reader) fresh(path string, most int64) ([]byte, error) {
	var data []byte
	var err error
	switch {
	case path == "-":
		in := r.opt.Stdin
		if in == nil {
			in = strings.NewReader("")
		}
		data, err = io.ReadAll(io.LimitReader(in, most+1))
	case r.opt.ReadFile != nil:
		data, err = r.opt.ReadFile(path)
	default:
		if info, e := os.Stat(path); e == nil && info.Size() > most {
			return nil, errTooLarge
		}
		data, err = os.ReadFile(path)
	}
	if err == nil && int64(len(data)) > most {
		return nil, errTooLarge
	}
	return data, err
}

// open reads a file and its tree; nil when it has none, which is reported.
func (r *reader) open(path string, from place) *node {
	data, ok := r.read(path, from, maxBytes)
	if !ok {
		return nil
	}
	name := path
	if path == "-" {
		name = "<stdin>"
	}
	sum := sha256.Sum256(data)
	r.files = append(r.files, Source{Path: name, SHA256: hex.EncodeToString(sum[:]), Text: string(data)})
	src := newSource(name, string(bytes.TrimPrefix(data, []byte("\ufeff"))))
	src.from = from
	r.register(src)
	if !r.encoding(src) {
		return nil
	}
	return r.parse(src)
}

func (r *reader) register(src *source) {
	src.order = len(r.sources)
	r.sources = append(r.sources, src)
}

// bareTab returns where a line has a tab before its end, outside quotes and
// comments; −1 where it has none.
func bareTab(l string) int {
	l = strings.TrimRight(l, " \t\r")
	var quote byte
	for i := 0; i < len(l); i++ {
		switch c := l[i]; {
		case quote != 0:
			if c == '\\' && quote == '"' {
				i++
			} else if c == quote {
				quote = 0
			}
		case (c == '"' || c == '\'') && (i == 0 || strings.IndexByte(" \t[{,:", l[i-1]) >= 0):
			quote = c
		case c == '#' && (i == 0 || l[i-1] == ' ' || l[i-1] == '\t'):
			return -1
		case c == '\t':
			return i
		}
	}
	return -1
}

// encoding refuses what is no UTF-8 text and tabs outside quotes and comments.
func (r *reader) encoding(src *source) bool {
	start := place{src: src, line: 1, col: 1, width: 1}
	t := src.text
	if strings.HasPrefix(t, "\xff\xfe") || strings.HasPrefix(t, "\xfe\xff") || len(t) > 3 && (t[0] == 0 || t[1] == 0) {
		src.lines = nil
		r.fail("E002", start, "the file is UTF-16", "", "save it as UTF-8")
		return false
	}
	if strings.Contains(t, "\x00") {
		src.lines = nil
		r.fail("E002", start, "the file is no text", "", "name a scenario, which is a text of YAML")
		return false
	}
	before := len(r.diags)
	for i, l := range src.lines {
		at := place{src: src, line: i + 1, col: 1, width: 1}
		if !utf8.ValidString(l) {
			for j, c := range []rune(l) {
				if c == utf8.RuneError {
					at.col = j + 1
					break
				}
			}
			src.lines[i] = strings.ToValidUTF8(l, "?")
			r.fail("E002", at, "a byte that is not UTF-8", "here", "save the file as UTF-8")
			continue
		}
		for j, c := range []rune(l) {
			if c < ' ' && c != '\t' && c != '\r' || c == 0x7f {
				r.fail("E002", at.within(j, 1), "a control character", "here", "delete it")
				break
			}
		}
		if body := strings.TrimLeft(l, " \t"); body != "" && strings.Contains(l[:len(l)-len(body)], "\t") {
			r.fail("E003", at.within(strings.IndexByte(l, '\t'), 1), "a tab indents this line", "tab", "indent with spaces")
		} else if j := bareTab(l); j >= 0 {
			r.fail("E003", at.within(utf8.RuneCountInString(l[:j]), 1), "a tab between words", "tab", "write a space")
		}
	}
	return len(r.diags) == before
}
