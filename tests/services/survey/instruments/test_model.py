"""The instrument as the commissioning document has it, and how versions follow each other."""

from datetime import date, timedelta

import pytest

from services.survey.instruments.model import Instrument, Instruments, NoInstrument
from services.survey.instruments.service import shipped_instruments
from shared.contracts.survey.responses import OptionOut, Wording

# domain.md §1, written as it reads there.
TABLE = """
interface | Giao diện | mức độ dễ tiếp cận của giao diện | Dễ tiếp cận · Bình thường · Khó tiếp cận | access | easy·normal·hard
content | Nội dung | thông tin bạn muốn tiếp cận trên Cổng | Đáp ứng · Chưa đáp ứng · Không đáp ứng | adequacy | meets·not_yet·does_not_meet
quality | Chất lượng | chất lượng thông tin của Cổng | Tốt · Khá · Trung bình | grade | good·fair·average
interaction | Tương tác | chất lượng phản hồi các câu hỏi trực tuyến | Hài lòng · Chấp nhận · Không hài lòng | satisfaction | satisfied·acceptable·dissatisfied
support | Chức năng hỗ trợ | các chức năng hỗ trợ giúp tiếp cận thông tin | Đáp ứng · Đáp ứng một phần · Chưa đáp ứng | adequacy | meets·partly·not_yet
other | Yêu cầu khác | nhập các yêu cầu khác | | text |
"""  # noqa: E501 - a table
ROWS = [[cell.strip() for cell in row.split("|")] for row in TABLE.strip().splitlines()]
DAY = date(2026, 11, 22)


@pytest.fixture
def first() -> Instrument:
    [instrument] = [one for one in shipped_instruments() if one.version == 1]
    return instrument


def test_the_first_version_is_the_plans(first):
    assert [criterion.key for criterion in first.criteria] == [row[0] for row in ROWS]
    for criterion, row in zip(first.criteria, ROWS, strict=True):
        _, title, question, labels, construct, keys = row
        assert criterion.title.vi == title
        assert criterion.question.vi[0].lower() + criterion.question.vi[1:] == question
        shown = [option.label.vi for option in criterion.options]
        assert shown == [label.strip() for label in labels.split("·") if label]
        assert [option.key for option in criterion.options] == [
            key for key in keys.split("·") if key
        ]
        assert criterion.construct_key == construct
        assert [option.points for option in criterion.options] == [2, 1, 0][: len(shown)]
        assert all((criterion.title.en, criterion.question.en))
        assert all(option.label.en for option in criterion.options)


def test_the_hash_is_of_what_people_are_asked(first):
    assert first.sha256 == first.model_copy(update={"valid_to": DAY}).sha256
    reworded = Wording(vi="Đánh giá", en="Survey")
    assert first.sha256 != first.model_copy(update={"title": reworded}).sha256
    assert first.sha256 != first.model_copy(update={"valid_from": DAY}).sha256


def test_the_version_valid_on_a_day_is_shown(first):
    second = first.model_copy(update={"version": 2, "valid_from": DAY})
    retired = first.model_copy(update={"valid_to": DAY - timedelta(days=1)})
    versions = Instruments([second, retired])
    assert versions.shown_on(DAY - timedelta(days=1)).version == 1
    assert versions.shown_on(DAY).version == 2
    with pytest.raises(NoInstrument):
        versions.shown_on(date(2020, 1, 1))


@pytest.mark.parametrize(("days", "is_taken"), [(-1, True), (0, True), (7, True), (8, False)])
def test_a_retired_version_is_taken_for_some_days(first, days, is_taken):
    retired = first.model_copy(update={"valid_to": DAY})
    assert retired.is_taken(DAY + timedelta(days=days), grace_days=7) is is_taken


def test_questions_of_all_versions_are_merged_in_the_newest_words(first):
    quality = first.criterion("quality")
    assert quality is not None
    excellent = OptionOut(key="excellent", points=2, label=Wording(vi="Xuất sắc", en="Excellent"))
    reworded = Wording(vi="Chất lượng tin", en="Quality of news")
    newer = quality.model_copy(
        update={"title": reworded, "options": [excellent, *quality.options[1:]]}
    )
    criteria = tuple(newer if one.key == "quality" else one for one in first.criteria)
    second = first.model_copy(update={"version": 2, "criteria": criteria})
    [merged] = [one for one in Instruments([second, first]).questions() if one.key == "quality"]
    assert merged.title == reworded
    keys = [option.key for option in merged.options]
    assert keys == ["excellent", "fair", "average", "good"]


def test_a_text_is_no_question_to_count(first):
    assert "other" not in [question.key for question in Instruments([first]).questions()]
