import pytest

from ocr.engines.contract import CropText
from ocr.mended import mended
from ocr.told_marks import Seen
from ocr.values import ALONE, DOUBTFUL, confidence_of, judge
from ocr.witnesses import Witness, is_surely_read
from station.domain.record import ValueState
from station.forms.definition import Bilingual, FieldDefinition
from station.forms.lists import Lexicon, ListItem
from tests.unit.test_ocr_told_marks import line_of, steps_of


def field(kind="text", **more):
    return FieldDefinition(id="x", type=kind, label=Bilingual(vi="x", en="x"), block="b", **more)


def test_the_reading_that_is_a_value_wins_over_the_one_that_is_none():
    judged = judge([Witness("O7/O3/2O l7x", 0.95), Witness("07/03/2017", 0.7)], field("date"), {})
    assert judged.normalised.value == "07.03.2017"


def test_two_readings_that_agree_win_over_a_surer_one():
    judged = judge([Witness("Lê An", 0.8), Witness("Lê Ân", 0.9), Witness("Lê An", 0.7)], field("person_name"), {})
    assert judged.normalised.value == "Lê An"
    assert judged.alternatives == ("Lê Ân",)


def test_agreement_raises_confidence():
    alone = judge([Witness("Lê An", 0.9)], field("person_name"), {})
    agreed = judge([Witness("Lê An", 0.9), Witness("Lê An", 0.9)], field("person_name"), {})
    assert alone.confidence < agreed.confidence


def test_an_unsure_reading_that_nothing_supports_is_unreadable():
    judged = judge([Witness("l| $ h", 0.2)], field("person_name"), {})
    assert (judged.normalised.state, judged.normalised.value) == (ValueState.UNREADABLE, "")
    assert judged.text == "l| $ h"


def test_confidence_is_the_documented_product():
    assert confidence_of(0.8, agreed=True, fits=True) == 0.8
    assert confidence_of(0.8, agreed=False, fits=False) == pytest.approx(round(0.8 * ALONE * DOUBTFUL, 2))


@pytest.mark.parametrize(
    ("read", "written"),
    [
        (
            "Ngày hại mươi hai tháng mượi một năm hai nghìn không trắm mười tám",
            "Ngày hai mươi hai tháng mười một năm hai nghìn không trăm mười tám",
        ),
        ("Ba mượi mót", "Ba mươi mốt"),
        ("MƯỜI BẨY MET VUÔNG", "MƯỜI BẨY MÉT VUÔNG"),
        ("Ngày xưa ấy (hai ngan)", "Ngày xưa ấy (hai ngàn)"),
        ("Ngày rằm tháng giêng", "Ngày rằm tháng giêng"),
        ("Ngày hai mươøi hai, tháng bảy", "Ngày hai mươi hai, tháng bảy"),
        ("hai nghìa không trặn nười", "hai nghìn không trăm mười"),
        ("mười sá mười bạ", "mười sá mười ba"),
        ("không trăm mười sá", "không trăm mười sáu"),
        *((f"Ngày một tháng bảy năm hai nghìn{rest}",) * 2 for rest in (" không trăm hai mươi nhăm", " không trăm hai mươi bốn", " ba")),
        ("chữ Ngày một tháng bảy năm hai nghìn không trăm mười", "Ngày một tháng bảy năm hai nghìn không trăm mười"),
        ("Ngày một tháng bảy năm hai nghìn không trăm mười N ơ", "Ngày một tháng bảy năm hai nghìn không trăm mười"),
        ("Hai trăm linh tư mét vuông lộ", "Hai trăm linh tư mét vuông lộ"),
        ("Hai trăm mười mét vuông lộ", "Hai trăm mười mét vuông"),
        ("Ngày một tháng bảy năm hai nghìn không trăm", "Ngày một tháng bảy năm hai nghìn không trăm"),
        ("chín trăm tán mười ba", "chín trăm tám mươi ba"),
        ("Ngày hai mươi Lăm tháng năm", "Ngày hai mươi lăm tháng năm"),
        ("Ngày Hai mươi Lăm Tháng Năm", "Ngày Hai mươi Lăm Tháng Năm"),
        ("Ngày hai tháng năm, năm hai nghìn không trăm hai mươi, mốt", "Ngày hai tháng năm năm hai nghìn không trăm hai mươi mốt"),
        ("Ngày năm, tháng năm, năm hai nghìn", "Ngày năm, tháng năm, năm hai nghìn"),
    ],
)
def test_number_words_have_the_marks_that_they_are_written_with(read, written):
    judged = judge([Witness(read, 0.9)], field("date_words"), {})
    assert (judged.normalised.value, judged.text) == (written, read)


@pytest.mark.parametrize(
    ("read", "kind", "value"),
    [
        ("E Ø21466", "serial", "E 021466"),
        ("Ø7/Ø3/2Ø17", "date", "07.03.2017"),
        ("Ø991ØØ123456", "id_number", "099100123456"),
        ("Số 1Ø/QĐ", "text", "Số 10/QĐ"),
        ("Sørensen", "text", "Sørensen"),
    ],
)
def test_a_nought_that_is_struck_through_is_a_figure_beside_figures(read, kind, value):
    assert judge([Witness.of(read, 0.9, field(kind))], field(kind), {}).normalised.value == value


def test_marks_of_words_that_are_no_number_words_are_never_changed():
    assert judge([Witness("Hại Mươi Trắm", 0.9)], field("person_name"), {}).normalised.value == "Hại Mươi Trắm"


def test_what_every_look_said_is_kept_beside_what_stands():
    judged = judge([Witness("07/03/2017", 0.9, "one"), Witness("07/08/2017", 0.8, "other"), Witness("?", 0.1, "one")], field("date"), {})
    said = [(voice.network, voice.text, voice.value) for voice in judged.voices]
    assert said == [("one", "07/03/2017", "07.03.2017"), ("other", "07/08/2017", "07.08.2017"), ("one", "?", "")]


def test_words_as_the_network_for_lines_reads_them_come_first_with_what_was_read_beside_them():
    witnesses, own = [Witness("NGUYÊN THỊ MƠ", 0.9, "one"), Witness("NGUYÊN THỊ MƠ", 0.9, "one")], Witness("NGUYỄN THỊ MƠ", 0.95, "lines")
    judged = judge(witnesses, field("person_name"), {}, own=own)
    assert (judged.normalised.value, judged.alternatives) == ("NGUYỄN THỊ MƠ", ("NGUYÊN THỊ MƠ",))
    assert judged.confidence == confidence_of(0.95, agreed=False, fits=True)


def test_figures_as_the_network_for_lines_reads_them_come_last():
    one, other, own = (
        Witness(text, 0.9, network) for text, network in (("07/03/2017", "one"), ("07/08/2017", "one"), ("07/08/2017", "lines"))
    )
    judged = judge([one, one], field("date"), {}, own=own)
    assert judged.normalised.value == "07.03.2017"
    assert [(voice.network, voice.value) for voice in judged.voices] == [*[("one", "07.03.2017")] * 2, ("lines", "07.08.2017")]
    # where the looks differ the one that it reads too stands
    assert judge([one, other], field("date"), {}, own=own).normalised.value == "07.08.2017"


@pytest.mark.parametrize(
    ("kind", "texts", "stands"),
    [
        (
            "place",
            ["xã Suối Mây, tỉnh Cao Sơn 8", "xã Suối Mây, tỉnh Cao Sơn C)", "xã Suối Mây, tỉnh Cao Sơn s"],
            "xã Suối Mây, tỉnh Cao Sơn",
        ),
        ("place", ["xã Suối Mây, tỉnh Cao Sơn - 3", "xã Suối Mây, tỉnh Cao Sơn"], "xã Suối Mây, tỉnh Cao Sơn"),
        ("place", ["thị trấn Đá Trắng, tổ 3", "thị trấn Đá Trắng, tổ 3"], "thị trấn Đá Trắng, tổ 3"),
        ("place", ["thị trấn Đá Trắng, tổ 3"], "thị trấn Đá Trắng, tổ 3"),
        ("place", ["Tổ 3", "Tổ 8"], "Tổ 3"),
        ("person_name", ["NGUYỄN ĐỨC THUẬN s", "NGUYỄN ĐỨC THUẬN"], "NGUYỄN ĐỨC THUẬN"),
        ("person_name", ["Nguyễn Thị Ý", "Nguyễn Thị Y"], "Nguyễn Thị Ý"),
    ],
)
def test_signs_at_the_end_that_no_other_look_saw_are_scraps(kind, texts, stands):
    witnesses = [Witness(text, 0.9 - 0.01 * at) for at, text in enumerate(texts)]
    assert judge(witnesses, field(kind), {}).normalised.value == stands


def test_marks_without_a_letter_are_never_part_of_a_value():
    assert Witness.of("Viêm phổi nặng ˆ", 0.9, field()).text == "Viêm phổi nặng"


def test_a_word_of_a_date_that_is_none_is_read_as_another_look_reads_it():
    looks = [Witness("Ngày năm tháng mười năm bai nghìn", 0.92), Witness("Ngày năm tháng mười năm hai nghìn", 0.8)]
    assert judge(looks, field("date_words"), {}).text == "Ngày năm tháng mười năm hai nghìn"


def test_a_name_in_which_two_looks_differ_is_settled_by_the_other_network():
    looks = [Witness("Y BHTIÔNG KSƠR", 0.9), Witness("Y BHIÔNG KSƠR", 0.8)]
    assert judge(looks, field("person_name"), {}, aside=Witness("Y BHIÔNG KSOR", 0.9)).normalised.value == "Y BHIÔNG KSƠR"


def test_a_dash_at_the_end_of_a_name_is_a_speck():
    assert Witness.of("CHẢO VĂN KHÉ-", 0.9, field("person_name")).text == "CHẢO VĂN KHÉ"


def test_marks_are_voted_by_what_the_looks_say_though_no_glance_was_taken():
    sure = tuple(((sign, 1.0), (other, 41.0)) for sign, other in zip("HUỲNH", "IƯỶMK", strict=True))
    look = CropText("HUỲNH", 0.93, "tesseract", sure)
    witnesses = [Witness("HUỲNH", 0.93, "tesseract", look), Witness("HƯỲNH", 0.97)]
    assert judge(witnesses, field("person_name"), {}).text == "HUỲNH"


def test_a_currency_sign_before_a_letter_is_the_letter_it_looks_like():
    assert Witness.of("tỉnh €ao $ơn", 0.9, field("place")).text == "tỉnh Cao Sơn"


def test_a_sign_glued_between_two_number_words_is_a_leader_dot():
    assert Witness.of("Ngày bốn,tháng mười năm, hai nghìn", 0.9, field("date_words")).text == "Ngày bốn tháng mười năm, hai nghìn"


def test_a_sign_before_the_words_goes_unless_every_look_saw_it():
    looks = [Witness("E GIÁM ĐỐC", 0.9), Witness("GIÁM ĐỐC", 0.8), Witness("s GIÁM ĐỐC", 0.8)]
    assert judge(looks, field("text"), {}).text == "GIÁM ĐỐC"
    assert judge([Witness("B 12 đường", 0.9), Witness("B 12 đường", 0.8)], field("text"), {}).text == "B 12 đường"
    assert judge([Witness("Y Thắng Niê", 0.9), Witness("Thắng Niê", 0.8)], field("person_name"), {}).text == "Y Thắng Niê"


def test_the_text_that_was_read_stays_beside_a_value_with_fixed_words():
    judged = judge([Witness("Úy ban nhân dân xã Suối Mây", 0.9)], field("place"), {})
    assert (judged.text, judged.normalised.value) == ("Úy ban nhân dân xã Suối Mây", "Ủy ban nhân dân xã Suối Mây")


def crop(text, confidence):
    return Witness(text, confidence, look=CropText(text, confidence))


@pytest.mark.parametrize(
    ("read", "page", "whole"),
    [
        ("hà nước giao đất", "Nhà nước giao đất", "Nhà nước giao đất"),
        ("THANH TRIẾT", "LÊ THANH TRIẾT", "LÊ THANH TRIẾT"),
        ("PHÓ CHỦ TỊCH", "s PHÓ CHỦ TỊCH", "PHÓ CHỦ TỊCH"),
        ("PHÓ CHỦ TỊCH", "IXV PHÓ CHỦ TỊCH", "PHÓ CHỦ TỊCH"),
        ("An Bình", "Phan Bình", "An Bình"),
    ],
)
def test_a_beginning_that_was_cut_off_the_crop_is_taken_from_the_page(read, page, whole):
    assert judge([crop(read, 0.95), Witness(page, 0.9)], field("text"), {}).text == whole


def test_a_network_of_another_kind_settles_figures_that_it_is_sure_of():
    looks = [Witness("88", 0.94, "tesseract"), Witness("88", 0.93, "tesseract")]
    assert judge([*looks, Witness("86", 0.99, "ppocr")], field("number"), {}).normalised.value == "86"
    assert judge([*looks, Witness("86", 0.8, "ppocr")], field("number"), {}).normalised.value == "88"
    assert judge([*looks, Witness("86", 0.99, "tesseract")], field("number"), {}).normalised.value == "88"


def test_what_stands_against_both_looks_has_one_witness():
    looks = [Witness("88", 0.94, "tesseract"), Witness("88", 0.93, "tesseract"), Witness("86", 0.99, "ppocr")]
    judged = judge(looks, field("number"), {})
    assert [voice.value == judged.normalised.value for voice in judged.voices] == [False, False, True]


def test_a_date_is_settled_by_figures_among_words():
    looks = [Witness("ngày 68 tháng 09 năm 2024", 0.94, "tesseract")] * 2
    judged = judge(looks, field("date"), {}, aside=Witness("ngày 08 tháng 09 năm 2024", 0.97, "ppocr"))
    assert judged.normalised.value == "08.09.2024"


@pytest.mark.parametrize(
    ("kind", "looks", "aside", "stands"),
    [
        ("place", ["Cao Sơn H", "Cao Sơn l BỶ", "Cao Sơn Si", "Cao Sơn 8"], "", "Cao Sơn"),
        ("person_name", ["DANH THỊ NI Ì", "DANH THỊ NI", "DANH THỊ NI Ỉ", "DANH THỊ NI Ì"], "DANH THINI", "DANH THỊ NI"),
        ("person_name", ["LÊ THỊ Ý", "LÊ THỊ Ý", "LÊ THỊ Ỷ"], "LE THI Y", "LÊ THỊ Ý"),
        ("person_name", ["SƠN NGỌC NI", "SƠN NGỌC NT", "SƠN NGỌC NỊ", "SƠN NGỌC NT"], "", "SƠN NGỌC NI"),
        ("place", ["Tổ dân phố 3", "Tổ dân phố 3", "Tổ dân phố 8"], "", "Tổ dân phố 3"),
    ],
)
def test_what_each_look_sees_otherwise_behind_a_value_is_a_speck(kind, looks, aside, stands):
    witnesses = [Witness(text, 0.9, "tesseract") for text in looks]
    assert judge(witnesses, field(kind), {}, aside=Witness(aside, 0.9, "ppocr")).text == stands


@pytest.mark.parametrize(
    ("read", "stands"),
    [("Kinh Qu", "Kinh"), ("Kinh AE", "Kinh"), ("Kinh Hoa", "Kinh Hoa"), ("Lạ AE", "Lạ AE"), ("Sán", "Sán"), ("La", "La Chí"), ("C", "C")],
)
def test_an_item_of_a_list_ends_where_no_word_follows_and_is_whole_where_it_is_the_only_one_begun_so(read, stands):
    names = ("Kinh", "Sán Chay", "Sán Dìu", "La Chí")
    ethnic = {"ethnic_groups": Lexicon("ethnic_groups", tuple(ListItem(f"{at:02d}", name) for at, name in enumerate(names)))}
    judged = judge([Witness(read, 0.9)], field("choice", lexicon="ethnic_groups"), ethnic)
    assert judged.text == stands


def test_a_figure_that_one_network_lost_comes_from_the_other_where_it_is_surest():
    looks = [Witness("Thẻ căn cước công dân số 09919163449", 0.9, "tesseract")] * 2

    def read(sureness):
        aside = Witness("Thẻ căn cước công dân số 099191634949", sureness, "ppocr")
        return judge(looks, field("id_number"), {}, aside=aside).normalised.value

    assert (read(0.99), read(0.95)) == ("099191634949", "09919163449")


@pytest.mark.parametrize(
    ("kind", "read", "own", "aside", "value"),
    [
        ("id_number", "CMND số 9oi2192ro", "CMND số 991219210", "CMND s 991219210", "991219210"),
        ("id_number", "số 198384433", "số 099198384433", "s 099198384433", "099198384433"),
        ("id_number", "số 099198384433", "số 099198384438", "s 099198384433", "099198384433"),
        ("date", "ngày ¡2 tháng os năm 2025", "ngày 12 tháng o5 năm 2025", "ngày 12 tháng 05 năm 2025", "12.05.2025"),
        ("date", "ngày 13 tháng 05 năm 2025", "ngày 12 tháng o5 năm 2025", "ngày 12 tháng 05 năm 2025", "12.05.2025"),
        ("date", "ngày 13 tháng 05 năm 2025", "ngày 72 tháng 05 năm 2025", "ngày 72 tháng 05 năm 2025", "13.05.2025"),
    ],
)
def test_figures_that_two_networks_of_other_kinds_read_alike_stand_against_two_looks_of_one_kind(kind, read, own, aside, value):
    looks = [Witness(read, 0.95, "tesseract")] * 2
    asked = {"aside": Witness(aside, 0.95, "ppocr"), "own": Witness(own, 0.98, "lines")}
    assert judge(looks, field(kind), {}, **asked).normalised.value == value


def test_a_network_that_read_nothing_agrees_with_none():
    looks = [Witness("ngày 13 tháng 05 năm 2025", 0.95, "tesseract")] * 2
    asked = {"aside": Witness("ngày 12 tháng 05 năm 2025", 0.8, "ppocr"), "own": Witness("", 0.0, "lines")}
    assert judge(looks, field("date"), {}, **asked).normalised.value == "13.05.2025"


def test_a_word_with_two_tones_is_not_what_every_look_agrees_on():
    assert is_surely_read(Witness("PHẠM THANH ANH KIỆT", 0.989), None)
    assert is_surely_read(Witness("Y THIH ÊÑUÔL", 0.989), None)
    assert not is_surely_read(Witness("PHẠM THANH ANH KÍẸT", 0.989), None)


@pytest.mark.parametrize(
    ("kind", "read", "stands"),
    [
        ("list", "Đất ở: 24/o8/2o68", "Đất ở: 24/08/2068"),
        ("list", "Đất ở: 3o3,O m²", "Đất ở: 303,0 m²"),
        ("text", "Lô o, tờ 1o", "Lô o, tờ 10"),
        ("place", "Thôn 1o", "Thôn 1o"),
    ],
)
def test_noughts_read_as_letters_of_their_shape_are_figures_among_figures(kind, read, stands):
    assert mended(read, field(kind)) == stands


def test_an_hour_that_one_look_misread_stays_before_the_words():
    looks = [Witness("00 giờ 44 phút", 0.95), Witness("0Œ giờ 44 phút", 0.94), Witness("00 giờ 44 phút", 0.97)]
    assert judge(looks, field("text"), {}).text == "00 giờ 44 phút"
    assert judge([Witness("8 Công an", 0.9), Witness("3 Công an", 0.8)], field("text"), {}).text == "Công an"


@pytest.mark.parametrize(
    ("kind", "read", "aside", "sureness", "value"),
    [
        ("date", "Suối Mây, ngày 2z tháng oø năm 2022,", "Sui Mây, ngày 27 tháng 09 năm 2022", 0.98, "27.09.2022"),
        ("date", "Suối Mây, ngày 2z tháng oø năm 2022,", "Sui Mây, ngày 27 tháng 09 năm 2022", 0.8, "2022"),
        ("date", "Suối Mây, ngày 2z tháng oø năm 2022,", "Sui Mây, ngày 27 tháng 09 năm 2023", 0.98, "2022"),
        ("id_number", "số ogg182o47424", "s 099182047423", 0.95, "099182047423"),
        ("id_number", "số oooooo7sso14", "s 099090755014", 0.95, "099090755014"),
        ("id_number", "số ooo181721894", "s 099181721894", 0.95, "099181721894"),
        ("id_number", "số 998182047", "s 099182047423", 0.95, "998182047"),
    ],
)
def test_figures_that_only_the_other_network_has_whole_are_its_own(kind, read, aside, sureness, value):
    looks = [Witness(read, 0.9, "tesseract")] * 2
    judged = judge(looks, field(kind), {}, aside=Witness(aside, sureness, "ppocr"))
    assert judged.normalised.value == value
    assert [voice.network for voice in judged.voices] == ["tesseract"] * 2


def test_surer_figures_make_no_sound_date_unsound():
    looks = [Witness("ngày 10 tháng 11 năm 2018", 0.97, "tesseract")] * 2
    judged = judge(looks, field("date"), {}, aside=Witness("ngày 10 tháng 71 năm 2018", 0.9, "ppocr"))
    assert judged.normalised.value == "10.11.2018"


@pytest.mark.parametrize(
    ("read", "sureness", "aside", "stands"),
    [
        ("CHO3701", 0.7, "CH03701", "CH03701"),
        ("43/TLKS-BS", 0.4, "431/TLKS-BS", "431/TLKS-BS"),
        ("492/TLKS-BS", 0.9, "392/TLKS-BS", "392/TLKS-BS"),
        ("492/TLKS-BS", 0.9, "392/TLK5-BS", "492/TLKS-BS"),
        ("theo số 15/QĐ", 0.9, "theo so 16/QD", "theo số 15/QĐ"),
        ("rộng 15", 0.9, "rộng 16", "rộng 15"),
    ],
)
def test_a_number_among_signs_of_a_text_is_the_one_of_the_network_that_is_surest(read, sureness, aside, stands):
    looks = [Witness(read, sureness, "tesseract")] * 2
    assert judge(looks, field("text"), {}, aside=Witness(aside, 1.0, "ppocr")).text == stands


def test_an_unsure_value_that_fits_and_that_another_network_reads_too_is_no_scribble():
    looks = [Witness("BX 495558", 0.2, "tesseract")]
    assert judge(looks, field("serial"), {}, aside=Witness("BX 495558", 0.99, "ppocr")).normalised.value == "BX 495558"
    assert judge(looks, field("serial"), {}, aside=Witness("BX 495553", 0.99, "ppocr")).normalised.state is ValueState.UNREADABLE


@pytest.mark.parametrize(
    ("written", "read", "own"),
    [
        ("Ngày ba tháng bảy năm hai nghìn", "Ngày ba tháng bảu năm hai nghìn", "Ngày ba tháng bảy năm hai nghìn"),
        ("năm hai nghìn không trăm hai mươi lăm", "năm hai nghìn không trăm hai mươi tám", "năm hai nghìn không trăm hai mươi lăm"),
    ],
)
def test_a_number_word_is_the_one_that_the_network_for_marks_finds_likelier(written, read, own):
    looks = [Witness(read, 0.9), Witness(own, 0.8)]
    assert judge(looks, field("date_words"), {}, seen=Seen(steps_of(line_of(written)))).normalised.value == written


@pytest.mark.parametrize(
    ("kind", "read", "stands"),
    [
        ("text", "PHÓ GIÁM ĐỐC CHi NHÁNH", "PHÓ GIÁM ĐỐC CHI NHÁNH"),
        ("text", "HUYỆN ĐÁ TRắNg", "HUYỆN ĐÁ TRẮNG"),
        ("text", "TM ỦY BAN NHÂN DÂN", "TM. ỦY BAN NHÂN DÂN"),
        ("text", "KT CHỦ TỊCH - PHÓ CHỦ TỊCH", "KT. CHỦ TỊCH - PHÓ CHỦ TỊCH"),
        ("text", "TM ông Lê An", "TM ông Lê An"),
        ("text", "CHO3837", "CH03837"),
        ("text", "CHo3826", "CH03826"),
        ("text", "CHO 3837", "CHO 3837"),
        ("date", "Suối Mêy, ngày 15 †théng 07 năm 2025", "Suối Mêy, ngày 15 tháng 07 năm 2025"),
        ("date", "ngày 28 théng O5 nǎm 2025", "ngày 28 tháng O5 năm 2025"),
        ("date", "28 tháng 05 năm 2025", "28 tháng 05 năm 2025"),
        ("text", "QSDđ số 5", "QSDđ số 5"),
        ("person_name", "Lường Thị thu Duyên", "Lường Thị Thu Duyên"),
        ("person_name", "LƯỜNG THỊ thu DUYÊN", "LƯỜNG THỊ THU DUYÊN"),
        ("person_name", "ường Thị Thu Duyên", "ường Thị Thu Duyên"),
        ("person_name", "Lê cÔNG Thuận", "Lê CÔNG Thuận"),
        ("area_words", "Một trăm ba mươi chín phẩy năm mét Ị vuông", "Một trăm ba mươi chín phẩy năm mét vuông"),
        (
            "date_words",
            "Ngày hai tháng chín năm hai nghìn không trăm hai mươi hai-",
            "Ngày hai tháng chín năm hai nghìn không trăm hai mươi hai",
        ),
    ],
)
def test_capitals_in_the_form_of_small_letters_and_scraps_among_number_words(kind, read, stands):
    assert Witness.of(read, 0.9, field(kind)).text == stands


@pytest.mark.parametrize(
    ("label", "kind", "read", "stands"),
    [
        ("Họ, chữ đệm, tên", "person_name", "đệm tên LÊ THỊ TRÂM", "LÊ THỊ TRÂM"),
        ("Chức vụ", "text", "vụ CHỦ TỊCH", "CHỦ TỊCH"),
        ("do cơ quan", "text", "cơ quai: Ủy ban nhân dân xã", "Ủy ban nhân dân xã"),
        ("Dân tộc", "choice", "tộc : Kinh Qu", "Kinh"),
        ("Dân tộc", "choice", "H'Mông Quốc tị", "H'Mông"),
        ("Dân tộc", "choice", "Tày Quốc tịch: Việt Nam", "Tày"),
        ("Dân tộc", "choice", "Sán Dìu", "Sán Dìu"),
        ("Họ và tên", "person_name", "Lê Quốc", "Lê Quốc"),
        ("Giấy báo tử số", "text", "số: 79/GBT", "79/GBT"),
        ("Nguyên nhân chết", "text", "chết đuối", "chết đuối"),  # values begin with a capital or a figure, and this is all of it
        ("Họ và tên", "person_name", "Tên", "Tên"),
        ("Nơi sinh", "place", "Sinh Long, huyện Na Hang", "Sinh Long, huyện Na Hang"),
    ],
)
def test_what_is_left_of_labels_around_a_value_is_none_of_it(label, kind, read, stands):
    assert Witness.of(read, 0.9, field(kind, printed=[label], ends_at=["Quốc tịch"])).text == stands


@pytest.mark.parametrize(
    ("second", "stands"), [("Xã Suối Mây", "Xã Suối Mây"), ("xã Suối Mây", "xã Suối Mây"), ("Lã Suối Mây", "xã Suối Mây")]
)
def test_a_value_begins_with_the_capital_that_another_look_saw(second, stands):
    looks = [Witness("xã Suối Mây", 0.95, "lines"), Witness(second, 0.9, "tesseract")]
    assert judge(looks, field("text"), {}).text == stands


def test_a_date_that_two_readings_have_whole_is_not_its_year_alone():
    cut = [Witness("năm 2025", 0.98, "tesseract"), Witness("năm 2025", 0.98, "tesseract")]
    whole = [Witness("ngày 06 tháng 03 năm 2025", 0.7, "lines"), Witness("06.03.2025", 0.7, "ppocr")]
    assert judge([*cut, *whole], field("date"), {}).normalised.value == "06.03.2025"
    assert judge([*cut, whole[0]], field("date"), {}).normalised.value == "2025"
