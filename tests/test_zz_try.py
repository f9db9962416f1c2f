import pytest
def test_try(terminal):
    n = terminal.bureau.open("2026-03-02")
    for words in (("case","show","\udcff"),("case","list","--search","\udcff"),("case","do",n,"accept","--as","\udcff"),("case","do",n,"\udcff","--as","hemin"),("case","list","--after","nonsense"),("case","list","--after","2026-13-01|x"),("sweep","--as-of","\udcff"),("case","do",n,"accept","--as","hemin","--key","\udcff"), ("case","do",n,"accept","--as","hemin","--version","99999999999999999999999")):
        e = terminal.type(*words)
        print(words, e.code, repr(e.err), e.out[:60])
