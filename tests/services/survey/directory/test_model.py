"""The unit tree."""

from services.survey.directory.model import Unit, UnitTree


def tree(**parents: str | None) -> UnitTree:
    return UnitTree({id_: Unit(id=id_, name=id_, parent=parent) for id_, parent in parents.items()})


def test_a_subtree_holds_the_unit_and_all_below():
    units = tree(root=None, a="root", b="root", aa="a", aaa="aa")
    assert units.subtree("root") == {"root", "a", "b", "aa", "aaa"}
    assert units.subtree("a") == {"a", "aa", "aaa"}
    assert units.subtree("b") == {"b"}


def test_an_unknown_unit_is_alone():
    assert tree(root=None).subtree("elsewhere") == {"elsewhere"}


def test_a_unit_whose_parent_is_not_known_yet_counts_below_it():
    assert tree(a="coming").subtree("coming") == {"coming", "a"}


def test_a_loop_ends():
    assert tree(a="b", b="a").subtree("a") == {"a", "b"}
