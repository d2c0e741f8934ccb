package main

import (
	"errors"
	"io"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/capplan/capplan/cmd/capplan/internal/report"
	"github.com/capplan/capplan/fleets"
)

// A target is a file that an answer goes to. It is opened before any work; a
// regular file is written beside its place and renamed, so that there is never
// half a file.
type target struct {
	format, table string // table: the chart of svg and png
	path          string // as given
	place         string // what is replaced; symbolic links followed
	file          *os.File
	renamed       bool // file is a temporary one
}

var formatWord = regexp.MustCompile(`^[a-z]+(:[a-z_-]+)?$`)

var extensions = map[string]string{
	".json": "json", ".csv": "csv", ".md": "markdown", ".markdown": "markdown", ".txt": "table",
	".yaml": "yaml", ".yml": "yaml", ".html": "html", ".htm": "html", ".xml": "junit", ".sarif": "sarif", ".xlsx": "xlsx", ".svg": "svg", ".png": "png",
}

// kinds are what a verb can write.
type kinds struct{ formats, tables, charts []string }

// answerKinds are those of a result.
var answerKinds = kinds{slices.Concat(report.Formats, report.Files), report.CompareTables, report.Charts}

// checkKinds are those of check.
var checkKinds = kinds{slices.Concat(report.CheckFormats, report.Files), report.Tables, report.Charts}

// drawn are the formats of charts.
var drawn = []string{"svg", "png"}

// words are the beginnings of -o that say what is written: json=, csv:costs=, svg:traffic=.
func (k kinds) words() []string {
	var out []string
	for _, f := range k.formats {
		names := []string{}
		switch {
		case has(drawn, f):
			names = k.charts
		case f == "csv":
			names = k.tables
		default:
			out = append(out, f+"=")
		}
		for _, n := range names {
			out = append(out, f+":"+n+"=")
		}
	}
	return out
}

// parseTarget reads [FORMAT[:TABLE or CHART]=]PATH.
func parseTarget(text string, k kinds) (*target, error) {
	if text == "" {
		return nil, problem("E065", "-o names no file", "write -o [FORMAT=]PATH, as in -o result.json")
	}
	t := &target{path: text}
	word, path, found := strings.Cut(text, "=")
	switch {
	case found && formatWord.MatchString(word):
		t.path = path
		t.format, t.table, _ = strings.Cut(word, ":")
	default:
		t.format = extensions[strings.ToLower(filepath.Ext(text))]
		if t.format == "" {
			return nil, problem("E063", "the name "+quoted(text)+" does not say which format to write", "write FORMAT=PATH, as in -o json="+text)
		}
	}
	base := strings.TrimSuffix(filepath.Base(t.path), filepath.Ext(t.path))
	switch {
	case t.table != "":
	case t.format == "csv" && (has(k.tables, base) || len(k.tables) > 0 && report.TableOf[base] != ""):
		t.table = base
	case has(drawn, t.format):
		t.table = base
	}
	return t, t.judge(k)
}

func (t *target) judge(k kinds) error {
	formats := choice{allowed: k.formats, code: "E063", what: "format"}
	if err := formats.judge(t.format); err != nil {
		return err
	}
	if has(drawn, t.format) {
		charts := choice{allowed: k.charts, code: "E063", what: "chart"}
		if err := charts.judge(t.table); err != nil {
			return err
		}
	} else if t.table != "" {
		if t.format != "csv" || len(k.tables) == 0 {
			return problem("E063", "format "+t.format+" has no table "+quoted(t.table), "tables are of csv: csv:costs=PATH")
		}
		tables := choice{allowed: k.tables, code: "E063", what: "table"}
		if err := tables.judge(t.table); err != nil {
			return err
		}
	}
	if t.path == "" || t.path == "-" {
		return problem("E065", "-o writes to a file", "standard output has -f")
	}
	return nil
}

// openTargets opens every target of a result, or none.
func openTargets(list []string) ([]*target, error) { return openKinds(list, answerKinds) }

func openKinds(list []string, k kinds) ([]*target, error) {
	var out []*target
	seen := map[string]bool{}
	for _, text := range list {
		t, err := parseTarget(text, k)
		if err == nil {
			err = t.open()
		}
		if err == nil && seen[t.place] {
			err = problem("E065", t.path+" is written twice", "name each file once")
		}
		if t != nil && t.file != nil {
			out = append(out, t)
		}
		if err != nil {
			abandon(out)
			return nil, err
		}
		seen[t.place] = t.renamed
	}
	return out, nil
}

// open finds out whether the target can be written.
func (t *target) open() error {
	t.place = t.path
	info, err := os.Stat(t.path)
	switch {
	case err == nil && info.IsDir():
		return problem("E065", t.path+" is a directory", "name a file in it")
	case err == nil && !info.Mode().IsRegular(): // a device or a pipe
		if t.file, err = os.OpenFile(t.path, os.O_WRONLY, 0); err != nil {
			return t.refused(err)
		}
		return t.probe(info)
	case err == nil:
		if t.place, err = filepath.EvalSymlinks(t.path); err != nil {
			return t.refused(err)
		}
		if f, err := os.OpenFile(t.place, os.O_WRONLY, 0); err != nil {
			return t.refused(err)
		} else if err := f.Close(); err != nil {
			return t.refused(err)
		}
	case !errors.Is(err, fs.ErrNotExist):
		return t.refused(err)
	}
	if t.place, err = filepath.Abs(t.place); err != nil {
		return t.refused(err)
	}
	mode := fs.FileMode(0o666)
	if info != nil {
		mode = info.Mode().Perm()
	}
	name := filepath.Join(filepath.Dir(t.place), "."+filepath.Base(t.place)+"."+strconv.FormatUint(rand.Uint64(), 36)+".tmp")
	begin(name)
	if t.file, err = os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode); err != nil {
		settled(name)
		return t.refused(err)
	}
	t.renamed = true
	return nil
}

// probe writes an empty line to a device that is no terminal, so that one that
// takes nothing (/dev/full) is found before any work.
func (t *target) probe(info fs.FileInfo) error {
	if info.Mode()&fs.ModeCharDevice == 0 || terminal(t.file) {
		return nil
	}
	if _, err := t.file.WriteString("\n"); err != nil {
		return t.refused(err)
	}
	return nil
}

// spare refuses targets that are files which were read: an answer must not replace
// its own question, under whatever name.
func spare(targets []*target, read []fleets.Source, stdin io.Reader) error {
	for _, t := range targets {
		out, err := os.Stat(t.place)
		if err != nil {
			continue // not there yet
		}
		for _, s := range read {
			in, err := os.Stat(s.Path)
			if f, ok := stdin.(*os.File); ok && s.Path == "<stdin>" {
				in, err = f.Stat()
			}
			if err == nil && in.Mode().IsRegular() && os.SameFile(in, out) {
				return problem("E065", t.path+" is a file that this scenario is read from", "name another file")
			}
		}
	}
	return nil
}

func (t *target) refused(err error) error {
	dir := filepath.Dir(t.path)
	help := "check its permissions, and those of " + dir
	if _, e := os.Stat(dir); errors.Is(e, fs.ErrNotExist) {
		return problem("E065", "there is no directory "+dir+" to write "+t.path+" in", "make it with `mkdir -p "+dir+"`")
	}
	return problem("E065", t.path+" cannot be written: "+cause(err), help)
}

// cause is the reason inside an error of the file system.
func cause(err error) string {
	var p *fs.PathError
	if errors.As(err, &p) {
		return p.Err.Error()
	}
	return err.Error()
}

// fill writes the target's content, still beside its place.
func (t *target) fill(data []byte) error {
	_, err := t.file.Write(data)
	if e := t.file.Close(); err == nil {
		err = e
	}
	if err != nil {
		return problem("E065", t.path+" cannot be written: "+cause(err), "is the disk full?")
	}
	return nil
}

// settle puts the file in its place.
func (t *target) settle() error {
	if !t.renamed {
		return nil
	}
	if err := os.Rename(t.file.Name(), t.place); err != nil {
		return problem("E065", t.path+" cannot be written: "+cause(err), "")
	}
	settled(t.file.Name())
	t.renamed = false
	return nil
}

// abandon takes away what is not in its place yet.
func abandon(list []*target) {
	for _, t := range list {
		_ = t.file.Close() // may be closed already
		if t.renamed {
			_ = os.Remove(t.file.Name()) // another error is told already
			settled(t.file.Name())
		}
	}
}
