package main

import (
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/capplan/capplan"
	"github.com/capplan/capplan/fleets"
)

// What a shell offers. A scenario that cannot be read offers nothing, and says nothing:
// the verb will.

// flagWords are the completions of flags by their names, for every verb that has them.
func (p *program) flagWords() map[string]cobra.CompletionFunc {
	return map[string]cobra.CompletionFunc{
		"fleet":      p.offer(fleetWords, cobra.ShellCompDirectiveNoFileComp),
		"against":    p.offer(fleetWords, cobra.ShellCompDirectiveNoFileComp),
		"set":        p.assignments,
		"vary":       p.assignments,
		"require":    p.offer(promises, cobra.ShellCompDirectiveNoFileComp|cobra.ShellCompDirectiveNoSpace),
		"minimize":   offerAll(leastWords()),
		"break-even": p.offer(settings(""), cobra.ShellCompDirectiveNoFileComp),
		"metric":     offerAll(metricWords()),
		"kind":       offerAll(entryKinds()),
	}
}

// completions gives every flag of every verb what it offers, where it offers nothing yet.
func (p *program) completions(root *cobra.Command) {
	known := p.flagWords()
	for _, c := range root.Commands() {
		p.completions(c)
		c.Flags().VisitAll(func(f *pflag.Flag) {
			if _, there := c.GetFlagCompletionFunc(f.Name); there {
				return
			}
			offer := known[f.Name]
			if set, ok := f.Value.(*choice); ok {
				offer = cobra.FixedCompletions(set.allowed, cobra.ShellCompDirectiveNoFileComp)
			}
			if offer == nil {
				return
			}
			if err := c.RegisterFlagCompletionFunc(f.Name, offer); err != nil {
				panic(err) // the flag is there
			}
		})
	}
}

func offerAll(list []string) cobra.CompletionFunc {
	return cobra.FixedCompletions(list, cobra.ShellCompDirectiveNoFileComp)
}

// metricWords are the figures with their units.
func metricWords() []string {
	var out []string
	for _, t := range fleets.Terms {
		if t.Unit != "" {
			out = append(out, t.Name+"\t"+t.Unit)
		}
	}
	return out
}

func entryKinds() []string {
	c, err := fleets.Catalogue()
	if err != nil {
		return nil
	}
	var out []string
	for _, e := range c.List() {
		if !slices.Contains(out, e.Kind) {
			out = append(out, e.Kind)
		}
	}
	return out
}

// offer completes from the scenario that the command line names.
func (p *program) offer(of func(*capplan.Scenario) []string, d cobra.ShellCompDirective) cobra.CompletionFunc {
	return func(c *cobra.Command, args []string, begun string) ([]string, cobra.ShellCompDirective) {
		s := p.quietly(c, args)
		if s == nil {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		return beginning(of(s), begun), d
	}
}

// quietly reads the scenario among the arguments; nil where that is not possible, and
// never from standard input.
func (p *program) quietly(c *cobra.Command, args []string) *capplan.Scenario {
	file, at := defaultFile, 0
	if c.Name() == "explain" { // WHAT stands before
		at = 1
	}
	if len(args) > at {
		file = args[at]
	}
	if file == "-" {
		return nil
	}
	var o capplan.LoadOptions
	if f := c.Flags().Lookup("with"); f != nil {
		o.With = repeated(c, "with")
	}
	s, err := capplan.Load(file, o)
	if err != nil {
		return nil
	}
	return s
}

// beginning are the words that begin so.
func beginning(list []string, begun string) []string {
	return slices.DeleteFunc(list, func(s string) bool { return !strings.HasPrefix(s, begun) })
}

// fleetWords are fleets and plans.
func fleetWords(s *capplan.Scenario) []string {
	var out []string
	for i := range s.Plan.Fleets {
		out = append(out, described(s.Plan.Fleets[i].Name, s.Plan.Fleets[i].Description))
	}
	for i := range s.Plan.Migrations {
		out = append(out, described(s.Plan.Migrations[i].Name, "a plan"))
	}
	return out
}

func described(word, text string) string {
	if text = strings.Join(strings.Fields(text), " "); text == "" {
		return word
	}
	return word + "\t" + text
}

// settings are the paths of what is written, with its value; an end stands behind each.
func settings(end string) func(*capplan.Scenario) []string {
	return func(s *capplan.Scenario) []string {
		var out []string
		seen := map[string]bool{}
		for _, in := range s.Plan.Inputs {
			path := strings.TrimPrefix(in.Path, "fleets.")
			if path == "" || seen[path] {
				continue
			}
			seen[path] = true
			out = append(out, described(path+end, in.Text))
		}
		return out
	}
}

// assignments are PATH= of what is written and, behind one, the entries of the catalogue
// that may stand there; of several values for --vary the last is completed.
func (p *program) assignments(c *cobra.Command, args []string, begun string) ([]string, cobra.ShellCompDirective) {
	d := cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveNoSpace
	path, value, ok := strings.Cut(begun, "=")
	if !ok {
		return p.offer(settings("="), d)(c, args, begun)
	}
	kind := map[string]string{"hardware": "hardware", "product": "licence"}[path[strings.LastIndexByte(path, '.')+1:]]
	catalogue, err := fleets.Catalogue()
	if err != nil || kind == "" {
		return nil, d
	}
	before := path + "=" + value[:strings.LastIndexByte(value, ',')+1]
	var out []string
	for _, e := range catalogue.List() {
		if e.Kind == kind {
			out = append(out, described(before+"catalog:"+e.ID, e.Name))
		}
	}
	return beginning(out, begun), d
}

// promises are the means that an assertion may be about.
func promises(s *capplan.Scenario) []string {
	var out []string
	for i := range s.Plan.Fleets {
		for _, t := range fleets.Terms {
			if t.Unit != "" {
				out = append(out, described("mean("+s.Plan.Fleets[i].Name+"."+t.Name+")", t.Unit))
			}
		}
	}
	return out
}

// leastWords are what size can make least.
func leastWords() []string {
	out := []string{capplan.CountMetric + "\tunits"}
	for _, word := range metricWords() {
		if strings.HasPrefix(word, "cost.") {
			out = append(out, word)
		}
	}
	return out
}

// explainable are what explain takes: words, codes, and figures of the scenario.
func (p *program) explainable(c *cobra.Command, args []string, begun string) ([]string, cobra.ShellCompDirective) {
	if len(args) > 0 {
		return nil, cobra.ShellCompDirectiveDefault // its file
	}
	if codeBegun(begun) {
		var out []string
		for _, code := range fleets.Codes {
			out = append(out, code.Code+"\t"+code.Title)
		}
		return beginning(out, strings.ToUpper(begun)), cobra.ShellCompDirectiveNoFileComp
	}
	var out []string
	for _, t := range fleets.Terms {
		out = append(out, described(t.Name, t.Unit))
	}
	s := p.quietly(c, nil)
	d := cobra.ShellCompDirectiveNoFileComp
	if s != nil {
		out = append(out, figureWords(s, begun)...)
	}
	if out = beginning(out, begun); len(out) > 0 && !slices.ContainsFunc(out, func(w string) bool { return !strings.HasSuffix(w, ".") }) {
		d |= cobra.ShellCompDirectiveNoSpace
	}
	return out, d
}

func codeBegun(s string) bool {
	return len(s) > 1 && strings.ContainsAny(s[:1], "EWew") && strings.Trim(s[1:], "0123456789") == ""
}

// figureWords are the next parts of FLEET.METRIC, FLEET.WORKLOAD.METRIC and
// FLEET.pools.POOL.METRIC.
func figureWords(s *capplan.Scenario, begun string) []string {
	var out []string
	add := func(name string, more ...string) {
		if !strings.HasPrefix(begun, name+".") {
			out = append(out, name+".")
			return
		}
		for _, m := range more {
			out = append(out, name+"."+m)
		}
		for _, m := range metricWords() {
			out = append(out, name+"."+m)
		}
	}
	for i := range s.Plan.Migrations {
		add(s.Plan.Migrations[i].Name)
	}
	for i := range s.Plan.Fleets {
		f := &s.Plan.Fleets[i]
		add(f.Name, "placement", "pools.")
		for j := range f.Pools {
			if name := f.Name + ".pools." + f.Pools[j].Name; strings.HasPrefix(begun, f.Name+".pools.") {
				add(name)
			}
		}
		for _, w := range f.Serves {
			if name := f.Name + "." + s.Plan.Workloads[w].Name; strings.HasPrefix(begun, f.Name+".") {
				add(name)
			}
		}
	}
	return out
}
