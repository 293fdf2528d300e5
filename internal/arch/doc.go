// Package arch holds no code. Its tests are the laws of this repository: which
// package may import which (the layers), who owns which dependency, and the
// rules of style that a reader may rely on. They read the source files in
// process, so that the test cache sees every file that they judge.
package arch
