package yamlpos

import "bytes"

// Doc is what a glance tells about a document of a YAML stream.
type Doc struct {
	// Start and End are its byte range.
	Start, End int
	// Index counts the documents of the stream from 0.
	Index int
	// Kind is the value of its top-level key kind; empty if it has none.
	Kind string
	// Sure is false where only a parser can tell the kind.
	Sure bool
}

// Sniff splits a stream into documents and reads each one's top-level kind
// without parsing, about fifty times as fast as a parser. Where the glance is
// not sure, the document has to be parsed.
func Sniff(data []byte) []Doc {
	if !bytes.Contains(data, []byte("---")) && !bytes.Contains(data, []byte("...")) {
		kind, sure := sniffKind(data)
		return []Doc{{Start: 0, End: len(data), Kind: kind, Sure: sure}}
	}
	chunks := splitStream(data)
	out := make([]Doc, len(chunks))
	for i, c := range chunks {
		kind, sure := sniffKind(data[c.start:c.end])
		out[i] = Doc{Start: c.start, End: c.end, Index: i, Kind: kind, Sure: sure}
	}
	return out
}

// sniffKind looks at the lines that begin with the word kind.
func sniffKind(d []byte) (kind string, sure bool) {
	if !blockMapping(d) {
		return "", false
	}
	found := false
	for p := 0; ; {
		j := bytes.Index(d[p:], []byte("kind"))
		if j < 0 {
			return kind, true
		}
		at := p + j
		p = at + len("kind")
		if at > 0 && d[at-1] >= 0x80 {
			return "", false // perhaps behind a line break of YAML's own
		}
		if !atMargin(d, at) {
			continue
		}
		value, ok, isKey := kindValue(d, p)
		if !isKey {
			continue
		}
		if found || !ok {
			return "", false // twice, or a value that needs a parser
		}
		kind, found = value, true
	}
}

// blockMapping reports whether the document looks like a plain block map at
// the margin, whose keys can be found by their lines. Keys in quotes, explicit
// keys, tags, anchors, merges and wide encodings are left to the parser.
func blockMapping(d []byte) bool {
	if len(d) > 1 && (d[0] == 0 || d[1] == 0 || d[0] >= 0xFE) {
		return false
	}
	d = bytes.TrimPrefix(d, utf8BOM)
	began := false
	for len(d) > 0 {
		end := bytes.IndexByte(d, '\n')
		line := d
		if end >= 0 {
			line, d = d[:end], d[end+1:]
		} else {
			d = nil
		}
		if len(line) == 0 {
			continue
		}
		if began {
			if needsParser(line[0]) {
				return false
			}
			continue
		}
		if blankLine(line) {
			if hasBreak(line) {
				return false
			}
			continue
		}
		if !isWord(line[:1]) {
			return false
		}
		began = true
	}
	return true
}

// needsParser reports whether a line at the margin that begins so may hold a
// key that its text does not show.
func needsParser(c byte) bool {
	switch c {
	case '?', '!', '&', '*', '<', '"', '\'', '\t', '%':
		return true
	}
	return c >= 0x80
}

// blankLine reports whether nothing but a marker or a comment is on the line.
func blankLine(line []byte) bool {
	line = bytes.TrimSpace(line)
	return len(line) == 0 || line[0] == '#' || string(line) == "---"
}

// hasBreak reports whether a line that ends in LF holds other line breaks.
func hasBreak(line []byte) bool {
	for i := range line {
		if w := breakAt(line, i); w > 0 && i+w < len(line) {
			return true
		}
	}
	return false
}

// atMargin reports whether the word at offset at begins its line.
func atMargin(d []byte, at int) bool {
	return at == 0 || d[at-1] == '\n' || d[at-1] == '\r'
}

// kindValue reads ": value" at offset p, just behind the word kind. It reports
// whether the value is simple, and whether the word is a key at all.
func kindValue(d []byte, p int) (value string, simple, isKey bool) {
	for p < len(d) && (d[p] == ' ' || d[p] == '\t') {
		p++
	}
	if p >= len(d) || d[p] != ':' {
		return "", false, false
	}
	p++
	if p < len(d) && d[p] != ' ' && d[p] != '\t' && d[p] != '\n' && d[p] != '\r' {
		return "", false, false
	}
	end := bytes.IndexByte(d[p:], '\n')
	rest := d[p:]
	if end >= 0 {
		rest = d[p : p+end]
	}
	if h := bytes.Index(rest, []byte(" #")); h >= 0 {
		rest = rest[:h]
	}
	rest = bytes.TrimSpace(rest)
	if n := len(rest); n > 1 && rest[0] == rest[n-1] && (rest[0] == '"' || rest[0] == '\'') {
		rest = rest[1 : n-1]
	}
	if len(rest) == 0 || !isWord(rest) || continues(d, p+end+1, end) {
		return "", false, true
	}
	return intern(rest), true, true
}

func isWord(b []byte) bool {
	for _, c := range b {
		if (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') && (c < '0' || c > '9') {
			return false
		}
	}
	return true
}

// continues reports whether the next line goes on with the value: it is
// indented, so it would be folded into the same scalar, or be a fault.
func continues(d []byte, next, end int) bool {
	for end >= 0 && next < len(d) {
		stop := lineEnd(d, next)
		line := bytes.TrimRight(d[next:stop], " \t\r\n")
		if len(line) == 0 {
			next = stop
			continue
		}
		if line[0] != ' ' && line[0] != '\t' {
			return false
		}
		return bytes.TrimLeft(line, " \t")[0] != '#'
	}
	return false
}

// intern returns a string for the word; for the common kinds without
// allocating.
func intern(b []byte) string {
	switch string(b) {
	case "Deployment":
		return "Deployment"
	case "Service":
		return "Service"
	case "ConfigMap":
		return "ConfigMap"
	case "Secret":
		return "Secret"
	case "ServiceAccount":
		return "ServiceAccount"
	case "ClusterRole":
		return "ClusterRole"
	case "ClusterRoleBinding":
		return "ClusterRoleBinding"
	case "Role":
		return "Role"
	case "RoleBinding":
		return "RoleBinding"
	case "CustomResourceDefinition":
		return "CustomResourceDefinition"
	case "Kustomization":
		return "Kustomization"
	case "Pod":
		return "Pod"
	case "List":
		return "List"
	}
	return string(b)
}
