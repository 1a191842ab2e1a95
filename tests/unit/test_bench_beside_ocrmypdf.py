"""The bench beside ocrmypdf says plainly when there is nothing to run beside."""

from tests.bench import beside_ocrmypdf


def test_a_missing_ocrmypdf_is_said_in_a_sentence_and_our_figures_stand(monkeypatch, capsys):
    monkeypatch.setattr(beside_ocrmypdf, "draw_specimens", lambda *_, **__: [])
    monkeypatch.setattr(beside_ocrmypdf, "read_ours", lambda pages, engine: (2.0, 0.5, 7))
    assert beside_ocrmypdf.main(["--ocrmypdf", "no-such-program-anywhere"]) == 0
    said = capsys.readouterr().out
    assert "7 fields" in said
    assert "ocrmypdf is not installed here" in said
