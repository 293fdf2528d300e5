package credentialfile

import (
	"path"
	"slices"
	"strings"

	"github.com/subaud/subaud/internal/secret"
	"github.com/subaud/subaud/internal/source"
	"github.com/subaud/subaud/internal/text"
)

// csv reads the files that AWS's console hands out with a new key, and those
// from which an API server reads static tokens or passwords.
func (r *reader) csv() {
	rows := csvRows(r.file)
	if len(rows) == 0 {
		return
	}
	if r.accessKeys(rows) {
		return
	}
	named := namedStatic(r.file.Path)
	grouped := slices.ContainsFunc(rows, func(row []field) bool { return groupsOf(row) != nil })
	if !named && !grouped {
		return
	}
	for _, row := range rows {
		r.static(row, strings.Contains(strings.ToLower(path.Base(r.file.Path)), "basic"))
	}
}

// field is a field of a row.
type field struct {
	text string
	at   source.Span
}

// csvRows reads rows of comma-separated fields; a field in quotes may hold commas.
// Comments and rows of one field are left out.
func csvRows(f *source.File) [][]field {
	var out [][]field
	for n := 1; n <= f.LineCount(); n++ {
		line, _ := f.Line(n)
		body := strings.TrimPrefix(line.Text(), "\ufeff")
		line.Start = line.End - len(body)
		if strings.HasPrefix(strings.TrimSpace(body), "#") {
			continue
		}
		if row := csvRow(line, body); len(row) > 1 {
			out = append(out, row)
		}
	}
	return out
}

func csvRow(line source.Span, body string) []field {
	var row []field
	quoted, start := false, 0
	for i := 0; i <= len(body); i++ {
		if i < len(body) && body[i] == '"' {
			quoted = !quoted
		}
		if i == len(body) || body[i] == ',' && !quoted {
			raw := body[start:i]
			trimmed := strings.Trim(strings.TrimSpace(raw), `"`)
			at := start + strings.Index(raw, trimmed)
			row = append(row, field{trimmed, line.Sub(at, at+len(trimmed))})
			start = i + 1
		}
	}
	return row
}

// accessKeys reads the file that the console offers for a new access key; it
// reports whether the file is one.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_access-keys.html
func (r *reader) accessKeys(rows [][]field) bool {
	header := rows[0]
	is := slices.ContainsFunc(header, func(f field) bool { return strings.EqualFold(f.text, "Secret access key") })
	if !is {
		return false
	}
	for _, row := range rows[1:] {
		var found []secret.Found
		for i, f := range row {
			if i < len(header) {
				found = append(found, scan(header[i].text, f.at)...)
			}
		}
		r.add("", "credentials-file", found)
	}
	return true
}

// namedStatic reports whether a file has one of the names that guides give to
// the files of the API server's flags.
func namedStatic(file string) bool {
	base := strings.TrimSuffix(strings.ToLower(path.Base(file)), ".csv")
	base = strings.NewReplacer("-", "", "_", "").Replace(base)
	return slices.Contains([]string{
		"token", "tokens", "tokenauth", "tokenauthfile", "knowntokens", "statictoken", "statictokens", "statictokenfile",
		"basicauth", "basicauthfile", "bootstraptoken", "bootstraptokens",
	}, base)
}

// groupsOf are the groups of a row, if one is Kubernetes' own; else nil.
func groupsOf(row []field) []string {
	if len(row) != 4 || !strings.Contains(row[3].text, "system:") {
		return nil
	}
	var out []string
	for g := range strings.SplitSeq(row[3].text, ",") {
		out = append(out, strings.TrimSpace(g))
	}
	return out
}

// static reads a row: token (or password), user name, user id, groups.
// https://kubernetes.io/docs/reference/access-authn-authz/authentication/#static-token-file
func (r *reader) static(row []field, passwords bool) {
	if len(row) < 3 || len(row) > 4 || row[1].text == "" || row[2].text == "" || header(row) {
		return
	}
	judge := secret.Token
	if passwords {
		judge = secret.Password
	}
	m, ok := judge(row[0].text)
	if !ok {
		return
	}
	fact := r.fact(row[1].text, "static-token-file", secret.Found{Match: m, Slot: m.Type, At: row[0].at})
	fact.User = text.Known(row[1].text, row[1].at)
	fact.Groups = list(row[len(row)-1].at)
	if len(row) == 4 {
		fact.Groups = list(row[3].at, strings.FieldsFunc(row[3].text, func(c rune) bool { return c == ',' || c == ' ' })...)
	}
	r.pass.Facts.Add(fact)
}

// header reports whether a row names its columns.
func header(row []field) bool {
	return strings.EqualFold(row[0].text, "token") || strings.EqualFold(row[0].text, "password")
}

// staticRows reports whether bytes may hold rows of such a file: short lines
// with two or three commas. It errs towards true.
func staticRows(data []byte) bool {
	line, _, _ := strings.Cut(string(data[:min(len(data), 512)]), "\n")
	commas := strings.Count(line, ",")
	return commas >= 2 && commas <= 8 && !strings.HasPrefix(strings.TrimSpace(line), "{")
}
