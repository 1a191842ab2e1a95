"""The looks: every text is read, every line is seen, in all three; the bundled font has every Vietnamese letter."""

import dataclasses

import pytest
from PySide6.QtGui import QPalette, QRawFont
from PySide6.QtWidgets import QCheckBox, QLabel, QRadioButton

from ui import theme
from ui.resources import RESOURCES
from ui.theme import CONTRAST, DARK, LIGHT, Colours, Look, contrast

LOOKS = {"light": LIGHT, "dark": DARK, "contrast": CONTRAST}
ON = ("window", "base", "soft")
TEXTS = ("text", "muted", "accent", "good", "warning", "error", "practice")


def test_contrast_is_that_of_the_standard():
    assert contrast("#000000", "#ffffff") == pytest.approx(21.0)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
    assert contrast("#ffffff", "#777777") == contrast("#777777", "#ffffff")


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("name", TEXTS)
@pytest.mark.parametrize("surface", ON)
def test_every_text_colour_is_read_on_every_surface(look, name, surface):
    of = LOOKS[look]
    assert contrast(getattr(of, name), getattr(of, surface)) >= 4.5


@pytest.mark.parametrize("of", LOOKS.values(), ids=LOOKS)
def test_texts_on_accent_and_practice_are_read_and_lines_are_seen(of: Colours):
    assert contrast(of.on_accent, of.accent) >= 4.5
    assert contrast(of.on_practice, of.practice) >= 4.5
    assert contrast(of.line, of.window) >= 3
    assert contrast(of.line, of.base) >= 3


@pytest.mark.parametrize("of", LOOKS.values(), ids=LOOKS)
def test_every_pair_of_the_palette_is_read(of: Colours):
    made = theme.palette(of)
    roles = QPalette.ColorRole
    pairs = [
        (roles.WindowText, roles.Window), (roles.Text, roles.Base), (roles.Text, roles.AlternateBase), (roles.ButtonText, roles.Button),
        (roles.HighlightedText, roles.Highlight), (roles.PlaceholderText, roles.Base), (roles.ToolTipText, roles.ToolTipBase),
        (roles.Link, roles.Base),
    ]  # fmt: skip
    for group in (QPalette.ColorGroup.Active, QPalette.ColorGroup.Inactive, QPalette.ColorGroup.Disabled):
        for text, surface in pairs:
            assert contrast(made.color(group, text).name(), made.color(group, surface).name()) >= 4.5, (group, text)


@pytest.mark.parametrize("of", LOOKS.values(), ids=LOOKS)
def test_colours_are_whole(of: Colours):
    for field in dataclasses.fields(of):
        value = getattr(of, field.name)
        assert len(value) == 7 and value.startswith("#"), field.name


def test_the_interface_font_has_every_letter_of_the_alphabet(qapp):
    font = QRawFont(str(RESOURCES / "fonts" / "Arimo-Regular.ttf"), 14)
    letters = "aăâbcdđeêghiklmnoôơpqrstuưvxy" + "áàảãạắằẳẵặấầẩẫậéèẻẽẹếềểễệíìỉĩịóòỏõọốồổỗộớờởỡợúùủũụứừửữựýỳỷỹỵ" + "₫…–²"
    missing = [letter for letter in letters + letters.upper() if not font.supportsCharacter(ord(letter))]
    assert missing == []


def test_text_size_reaches_widgets_with_a_size_of_their_own(qapp, qtbot):
    label = QLabel("chữ")
    qtbot.addWidget(label)
    theme.set_size(label, theme.LARGE_PT)
    theme.theme().put_on(qapp, theme.Look.LIGHT, 2.0)
    large = label.font().pointSizeF()
    theme.theme().put_on(qapp, theme.Look.LIGHT)
    assert large == 2 * theme.LARGE_PT
    assert label.font().pointSizeF() == theme.LARGE_PT


@pytest.mark.parametrize("look", [Look.LIGHT, Look.DARK, Look.CONTRAST])
@pytest.mark.parametrize("kind", [QCheckBox, QRadioButton])
@pytest.mark.parametrize("ticked", [True, False])
def test_what_can_be_ticked_has_a_ring_that_is_seen(qapp, qtbot, look, kind, ticked):
    before = theme.theme()
    was = before.look, before.scale
    before.put_on(qapp, look)
    try:
        button = kind("Máy quét")
        qtbot.addWidget(button)
        button.setChecked(ticked)
        button.show()
        seen = button.grab().toImage()
        left_edge = [seen.pixelColor(x, seen.height() // 2).name() for x in range(3)]
        assert max(contrast(pixel, before.colours.window) for pixel in left_edge) >= 3
    finally:
        before.put_on(qapp, *was)
