package shell

import (
	"path"
	"slices"
	"strings"

	"mvdan.cc/sh/v3/syntax"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/source"
)

// command is a simple command, taken apart.
type command struct {
	reader *reader
	place  place
	// at is the place of its words, head that of the first.
	at, head source.Span
	// program is the name of what runs.
	program string
	// words are what is neither a flag nor a flag's value, without the program.
	words []value
	flags []flag
	// open says that there may be more words and flags: an expansion that may be
	// several.
	open  bool
	stdin *document
}

// flag is a flag with its value.
type flag struct {
	name string
	// at is the place of the name.
	at value
	// value is the zero value where the flag has none.
	value value
	has   bool
}

// grammar says how a program reads its flags.
type grammar struct {
	// alone are the flags that take no value.
	alone string
	// short are the one-letter flags that may be written together, or with their
	// value, behind one dash; those that take a value.
	short string
	// greedy flags take all words up to the next flag.
	greedy bool
	// single are the flags of a greedy program that take one value.
	single string
}

// grammarOf is the grammar of a program that is read, as its reference says.
//
// https://docs.aws.amazon.com/cli/latest/reference/
// https://learn.microsoft.com/cli/azure/reference-index
// https://kubernetes.io/docs/reference/kubectl/generated/
// https://curl.se/docs/manpage.html
func grammarOf(program string) (grammar, bool) {
	switch program {
	case "aws":
		return grammar{
			greedy: true, alone: " --debug --no-verify-ssl --no-paginate --no-sign-request --no-cli-pager --no-cli-auto-prompt --dry-run --no-dry-run ",
			single: " --profile --region --output --query --endpoint-url --color --ca-bundle --cli-read-timeout --cli-connect-timeout ",
		}, true
	case "az":
		return grammar{greedy: true, alone: " --debug --verbose --only-show-errors --yes -y --allow-no-subscriptions --service-principal --identity -i --create-cert --skip-assignment --sdk-auth --json-auth --append --use-device-code "}, true
	case "gcloud":
		return grammar{alone: " --quiet -q --no-user-output-enabled --log-http "}, true
	case "kubectl", "oc":
		return grammar{short: "cfklmnopsvL", alone: " --all --overwrite --force --insecure-skip-tls-verify --dry-run --validate --record --save-config --local --list --append-hash " +
			"--edit --wait --all-namespaces --recursive --server-side --prune --embed-certs --ignore-not-found --show-labels --no-headers --quiet " +
			"--allow-missing-template-keys --warnings-as-errors --match-server-version --disable-compression --set-raw-bytes --resource-version-unset "}, true
	case "eksctl":
		return grammar{short: "fnvrpC", alone: " --approve --override-existing-serviceaccounts --no-duplicate-arns --noDuplicateARNs --dumpLogs --managed --with-oidc --wait -w "}, true
	case "kubeadm":
		return grammar{short: "v", alone: " --print-join-command --dry-run --skip-headers "}, true
	case "curl":
		return grammar{short: "uHXdoAebcETFxmwKrtyYzCDQPU", alone: " --insecure --silent --show-error --location --location-trusted --fail --fail-with-body --fail-early " +
			"--verbose --include --head --get --compressed --http1.0 --http1.1 --http2 --ipv4 --ipv6 --progress-bar --globoff --no-buffer --remote-name " +
			"--remote-header-name --remote-name-all --remote-time --create-dirs --tlsv1 --tlsv1.0 --tlsv1.1 --tlsv1.2 --tlsv1.3 --ssl --ssl-reqd --anyauth --basic " +
			"--digest --ntlm --negotiate --no-keepalive --no-progress-meter --raw --path-as-is --parallel --proxy-insecure --styled-output --retry-connrefused --retry-all-errors --junk-session-cookies "}, true
	}
	return grammar{}, false
}

// call reads a simple command and returns what it prints.
func (r *reader) call(c *syntax.CallExpr, p place, stdin *document, out []target) *document {
	r.assigns(c.Assigns, p)
	words := unwrapped(r.words(c.Args, p))
	if len(words) == 0 {
		return nil
	}
	program, ok := words[0].known()
	if !ok {
		r.literals.lookAll(r, words)
		return nil
	}
	program = path.Base(program)
	if printed, known := r.plumbing(program, words[1:], p, stdin); known {
		r.literals.lookAll(r, words[1:])
		return printed
	}
	r.literals.lookAll(r, words)
	if program == "trap" && len(words) > 1 {
		r.trap(words[1].characters())
	}
	g, ok := grammarOf(program)
	if !ok {
		return nil
	}
	cmd := &command{reader: r, place: p, program: program, stdin: stdin, head: words[0].at, at: words[0].at.Cover(words[len(words)-1].at)}
	cmd.parse(words[1:], g)
	cmd.read()
	return nil
}

// unwrapped takes away what runs another command.
func unwrapped(words []value) []value {
	for len(words) > 1 {
		switch {
		case words[0].is("sudo", "env", "command", "exec", "time", "nohup", "builtin"):
			words = words[1:]
			for len(words) > 1 && (strings.HasPrefix(words[0].characters(), "-") || strings.Contains(words[0].characters(), "=")) {
				words = words[1:]
			}
		case words[0].is("timeout") && len(words) > 2 && !strings.HasPrefix(words[1].characters(), "-"):
			words = words[2:]
		default:
			return words
		}
	}
	return words
}

// plumbing reads commands that pass documents on.
func (r *reader) plumbing(program string, args []value, p place, stdin *document) (*document, bool) {
	switch program {
	case "cat":
		if len(args) == 0 || len(args) == 1 && args[0].is("-") {
			return stdin, true
		}
		if len(args) == 1 && !args[0].many {
			return r.stored(args[0]), true
		}
		return nil, true
	case "tee":
		for _, a := range args {
			if !strings.HasPrefix(a.characters(), "-") {
				r.write(target{name: a, appended: len(args) > 1 && args[0].is("-a", "--append")}, stdin, p)
			}
		}
		return stdin, true
	case "echo":
		if len(args) == 1 && !args[0].many && !strings.Contains(args[0].characters(), `\`) {
			return &document{value: args[0]}, true
		}
		return nil, true
	case "envsubst":
		if stdin != nil && !strings.Contains(stdin.value.characters(), "$") && len(args) == 0 {
			return stdin, true
		}
		return nil, true
	}
	return nil, false
}

// parse tells words from flags and their values.
func (c *command) parse(args []value, g grammar) {
	for i := 0; i < len(args); i++ {
		a := args[i]
		s := a.characters()
		switch {
		case a.many && !strings.HasPrefix(s, "-"):
			c.open = true
			continue
		case s == "--":
			c.words = append(c.words, args[i+1:]...)
			return
		case len(s) < 2 || s[0] != '-':
			c.words = append(c.words, a)
			continue
		}
		before, value, joined := a.cut("=")
		f := flag{name: before.characters(), at: before, value: value, has: joined}
		if !joined || !strings.HasPrefix(s, "--") {
			f = flag{name: s, at: a}
			if !strings.HasPrefix(s, "--") && g.short != "" {
				f = c.cluster(a, g)
			}
		}
		if f.has || strings.Contains(g.alone, " "+f.name+" ") || g.short != "" && len(f.name) == 2 && f.name[1] != '-' && !strings.Contains(g.short, f.name[1:]) {
			c.flags = append(c.flags, f)
			continue
		}
		i = c.values(f, args, i, g)
	}
}

// cluster reads one-letter flags that are written behind one dash, the last of
// which may be followed by its value.
func (c *command) cluster(a value, g grammar) flag {
	s := a.characters()
	for i := 1; i < len(s); i++ {
		f := flag{name: "-" + s[i:i+1], at: a.slice(i, i+1)}
		if strings.IndexByte(g.short, s[i]) < 0 {
			if i+1 == len(s) {
				return f
			}
			c.flags = append(c.flags, f)
			continue
		}
		if i+1 < len(s) {
			rest := strings.TrimPrefix(s[i+1:], "=")
			f.value, f.has = a.slice(len(s)-len(rest), len(s)), true
		}
		return f
	}
	return flag{name: s, at: a}
}

// values gives a flag the words behind it, and returns the last of them.
func (c *command) values(f flag, args []value, i int, g grammar) int {
	greedy := g.greedy && !strings.Contains(g.single, " "+f.name+" ")
	n := 0
	for i+1 < len(args) && (n == 0 || greedy) {
		next := args[i+1].characters()
		if len(next) > 1 && next[0] == '-' && (g.greedy || n > 0) {
			break
		}
		i++
		if n > 0 && args[i].many {
			c.open = true // more flags, rather than more values
			break
		}
		n++
		f.value, f.has = args[i], true
		c.flags = append(c.flags, f)
	}
	if n == 0 {
		c.flags = append(c.flags, f)
	}
	return i
}

// begins reports whether the first words are these.
func (c *command) begins(words ...string) bool {
	if len(c.words) < len(words) {
		return false
	}
	for i, w := range words {
		if !slices.ContainsFunc(strings.Split(w, "|"), func(w string) bool { return c.words[i].is(w) }) {
			return false
		}
	}
	return true
}

// word is the nth word; the zero value if there are fewer.
func (c *command) word(n int) (value, bool) {
	if n >= len(c.words) {
		return value{}, false
	}
	return c.words[n], true
}

// flag returns the last of the flags of some names.
func (c *command) flag(names ...string) (flag, bool) {
	for i := len(c.flags) - 1; i >= 0; i-- {
		if slices.Contains(names, c.flags[i].name) {
			return c.flags[i], true
		}
	}
	return flag{}, false
}

// all lists the values of the flags of some names, in their order.
func (c *command) all(names ...string) []value {
	var out []value
	for _, f := range c.flags {
		if f.has && slices.Contains(names, f.name) {
			out = append(out, f.value)
		}
	}
	return out
}

// text is the value of a flag: absent where it is not given, a symbol where it
// may be given by words that are not known.
func (c *command) text(names ...string) facts.Text {
	if f, ok := c.flag(names...); ok && f.has {
		return f.value.text()
	}
	if c.open {
		return c.reader.fresh(strings.TrimLeft(names[0], "-"), c.at)
	}
	return facts.Text{}
}

// list is the values of the flags of some names, each cut at commas.
func (c *command) list(names ...string) facts.List {
	out := facts.List{Closed: !c.open, Items: []facts.Text{}}
	for _, v := range c.all(names...) {
		for _, item := range commas(v) {
			out.Items = append(out.Items, item.text())
		}
		out.At = out.At.Cover(v.at)
	}
	out.Present = len(out.Items) > 0 || c.open
	return out
}

// commas cuts a value at commas.
func commas(v value) []value {
	var out []value
	for {
		before, after, found := v.cut(",")
		out = append(out, before)
		if !found {
			return out
		}
		v = after
	}
}

// read reads what the command says, by its program.
func (c *command) read() {
	switch c.program {
	case "aws":
		c.aws()
	case "kubectl", "oc":
		c.kubectl()
	case "eksctl":
		c.eksctl()
	case "az", "gcloud", "kubeadm":
		c.tools()
	case "curl":
		c.curl()
	}
}
