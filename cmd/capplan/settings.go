package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"sort"
	"strconv"
	"strings"

	"github.com/spf13/pflag"
	"github.com/spf13/viper"

	"github.com/capplan/capplan/cmd/capplan/internal/report"
	"github.com/capplan/capplan/fleets"
)

// configKeys may stand in the user's configuration: how an answer looks, nothing
// that can change a number.
var configKeys = []string{"format", "color", "ascii", "width", "csv-dialect", "progress"}

// environmentKeys are configKeys and what else CAPPLAN_* may set.
var environmentKeys = append([]string{"trials", "max-trials", "max-memory", "seed", "jobs", "method", "quiet", "verbose", "strict", "table"}, configKeys...)

const prefix = "CAPPLAN_"

// settings merges a verb's flags over CAPPLAN_* over the user's configuration over
// defaults. What the scenario's run says has its place between the last two of
// these; it shares no key with the configuration, so that it comes in where a
// setting is left unset.
func (p *program) settings(flags *pflag.FlagSet) (*viper.Viper, error) {
	v := viper.NewWithOptions(viper.KeyDelimiter("\x00"))
	v.SetDefault("progress", true)
	config, err := p.config()
	if err != nil {
		return nil, err
	}
	environment, err := p.environment()
	if err != nil {
		return nil, err
	}
	for _, layer := range []map[string]any{config, environment} {
		if err := v.MergeConfigMap(layer); err != nil {
			return nil, err
		}
	}
	if err := v.BindPFlags(flags); err != nil {
		return nil, err
	}
	return v, gateOnly(v, flags)
}

// gateOnly refuses, for other verbs, a format of check that the environment or the
// configuration sets.
func gateOnly(v *viper.Viper, flags *pflag.FlagSet) error {
	f := flags.Lookup("format")
	if f == nil || !has(report.CheckOnly, v.GetString("format")) {
		return nil
	}
	return located(f.Value.(*choice).judge(v.GetString("format")), prefix+"FORMAT or the configuration")
}

// environment reads CAPPLAN_*. A name that is none is refused: a mistyped one would
// be ignored without a word.
func (p *program) environment() (map[string]any, error) {
	layer := map[string]any{}
	var names []string
	for name := range p.env {
		if strings.HasPrefix(name, prefix) {
			names = append(names, name)
		}
	}
	sort.Strings(names)
	for _, name := range names {
		key := strings.ToLower(strings.ReplaceAll(strings.TrimPrefix(name, prefix), "_", "-"))
		if !has(environmentKeys, key) {
			help := "see `capplan help environment`"
			if near := nearest(key, environmentKeys); near != "" {
				help = "did you mean " + prefix + strings.ToUpper(strings.ReplaceAll(near, "-", "_")) + "?"
			}
			return nil, problem("E067", "the environment variable "+name+" sets nothing", help)
		}
		value := p.env[name]
		if value == "" {
			continue
		}
		if err := fits(key, value); err != nil {
			return nil, located(err, "the environment variable "+name)
		}
		layer[key] = value
	}
	return layer, nil
}

// configPath is where the user's configuration is, empty where there is no home.
func (p *program) configPath() string {
	if dir := p.env["XDG_CONFIG_HOME"]; filepath.IsAbs(dir) {
		return filepath.Join(dir, "capplan", "config.yaml")
	}
	if dir := p.env["APPDATA"]; runtime.GOOS == "windows" && dir != "" {
		return filepath.Join(dir, "capplan", "config.yaml")
	}
	if home := p.env["HOME"]; home != "" {
		return filepath.Join(home, ".config", "capplan", "config.yaml")
	}
	return ""
}

var yamlLine = regexp.MustCompile(`line (\d+)`)

// config reads the user's configuration; that there is none is no error.
func (p *program) config() (map[string]any, error) {
	path := p.configPath()
	if path == "" {
		return nil, nil
	}
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	v := viper.NewWithOptions(viper.KeyDelimiter("\x00"))
	v.SetConfigFile(path)
	if err := v.ReadInConfig(); err != nil {
		d := fleets.Diagnostic{Code: "E067", Message: path + " is no YAML map", File: path, Help: "lines of KEY: VALUE; keys are " + strings.Join(configKeys, ", ")}
		if errors.Is(err, fs.ErrPermission) {
			d.Message, d.Help = path+" may not be read", "check its permissions"
		} else if m := yamlLine.FindStringSubmatch(err.Error()); m != nil {
			d.Line, _ = strconv.Atoi(m[1])
			d.Col = 1
		}
		return nil, &fleets.Errors{List: []fleets.Diagnostic{d}}
	}
	layer := map[string]any{}
	keys := v.AllKeys()
	sort.Strings(keys)
	for _, key := range keys {
		if !has(configKeys, key) {
			return nil, problem("E067", path+" sets "+quoted(strings.ReplaceAll(key, "\x00", "."))+", which is no key of the configuration", configHelp(key))
		}
		value := fmt.Sprint(v.Get(key))
		if err := fits(key, value); err != nil {
			return nil, located(err, path+": "+key)
		}
		layer[key] = value
	}
	return layer, nil
}

func configHelp(key string) string {
	if has(environmentKeys, key) {
		return "only how an answer looks is set here; take --" + key + ", or the scenario's run"
	}
	if near := nearest(key, configKeys); near != "" {
		return "did you mean " + near + "?"
	}
	return "keys are " + strings.Join(configKeys, ", ")
}

// fits reports whether a value is one that the flag of a key takes, in whichever
// verb has it.
func fits(key, value string) error {
	scratch := pflag.NewFlagSet("", pflag.ContinueOnError)
	presentation(scratch, report.CheckFormats...)
	running(scratch)
	gating(scratch)
	tabular(scratch, report.CompareTables)
	scratch.Bool("progress", true, "true or false")
	err := scratch.Set(key, value)
	var input *fleets.Errors
	if err != nil && !errors.As(err, &input) {
		return problem("E066", quoted(value)+" is neither true nor false", "")
	}
	return err
}

// located says where a bad value is from.
func located(err error, where string) error {
	var input *fleets.Errors
	if errors.As(err, &input) {
		d := input.List[0]
		d.Code = "E067"
		d.Message = where + ": " + d.Message
		return &fleets.Errors{List: []fleets.Diagnostic{d}}
	}
	return err
}

func has(list []string, s string) bool {
	for _, l := range list {
		if l == s {
			return true
		}
	}
	return false
}
