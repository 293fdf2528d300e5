package meta

import "strings"

// flow reads a list or map in brackets, which must stand on one line.
func flow(s string, number int) (*node, error) {
	n, tail, err := flowValue(s, number)
	if err == nil && tail != "" && tail[0] != '#' {
		err = faultf(number, "there is text behind the closing bracket: %q", tail)
	}
	return n, err
}

func flowValue(s string, number int) (*node, string, error) {
	switch {
	case s == "":
		return nil, "", faultf(number, "the closing bracket is missing; lists in brackets stand on one line")
	case s[0] == '[':
		return flowList(s[1:], number)
	case s[0] == '{':
		return flowMap(s[1:], number)
	case s[0] == '"' || s[0] == '\'':
		v, tail, err := quoted(s, number)
		return &node{line: number, scalar: v}, tail, err
	}
	end := strings.IndexAny(s, ",]}")
	if end < 0 {
		return nil, "", faultf(number, "the closing bracket is missing; lists in brackets stand on one line")
	}
	return &node{line: number, scalar: strings.TrimSpace(s[:end]), plain: true}, s[end:], nil
}

func flowList(s string, number int) (*node, string, error) {
	n := &node{kind: listNode, line: number}
	for s = strings.TrimLeft(s, " "); !strings.HasPrefix(s, "]"); s = strings.TrimLeft(s, " ") {
		e, tail, err := flowValue(s, number)
		if err != nil {
			return nil, "", err
		}
		n.items = append(n.items, e)
		if s, err = flowSeparator(tail, "]", number); err != nil {
			return nil, "", err
		}
	}
	return n, strings.TrimLeft(s[1:], " "), nil
}

func flowMap(s string, number int) (*node, string, error) {
	n := &node{kind: mapNode, line: number, fields: map[string]*node{}}
	for s = strings.TrimLeft(s, " "); !strings.HasPrefix(s, "}"); s = strings.TrimLeft(s, " ") {
		key, rest, ok := strings.Cut(s, ":")
		key = strings.Trim(strings.TrimSpace(key), `"`)
		if !ok || key == "" || n.fields[key] != nil {
			return nil, "", faultf(number, "want {key: value, ...} with each key once")
		}
		v, tail, err := flowValue(strings.TrimLeft(rest, " "), number)
		if err != nil {
			return nil, "", err
		}
		n.keys = append(n.keys, key)
		n.fields[key] = v
		if s, err = flowSeparator(tail, "}", number); err != nil {
			return nil, "", err
		}
	}
	return n, strings.TrimLeft(s[1:], " "), nil
}

// flowSeparator expects a comma or the closing bracket, which it leaves.
func flowSeparator(s, closing string, number int) (string, error) {
	s = strings.TrimLeft(s, " ")
	switch {
	case strings.HasPrefix(s, closing):
		return s, nil
	case strings.HasPrefix(s, ","):
		return s[1:], nil
	}
	return "", faultf(number, "want , or %s", closing)
}
