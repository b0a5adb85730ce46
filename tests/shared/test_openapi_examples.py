"""Examples fit their schemas, and take their words from the data where they suit."""

from shared.openapi_examples import Examples, add_examples

NODE = {
    "properties": {
        "name": {"type": "string", "minLength": 3},
        "next": {"anyOf": [{"type": "null"}, {"$ref": "#/components/schemas/Node"}]},
    }
}


def example(schema, values=None, names=("field",)):
    return Examples({"Node": NODE}, values or {}).of(schema, names)


def test_named_values_are_used_where_they_suit():
    assert example({"type": "string"}, {"field": "Sở Tư pháp"}) == "Sở Tư pháp"
    assert example({"type": "integer", "minimum": 5}, {"field": "Sở"}) == 5
    assert example({"type": "boolean"}, {"field": 1}) is True
    assert example({"type": "integer"}, {"field": True}) == 1
    assert example({"enum": ["a", "b"]}, {"field": "b"}) == "b"
    assert example({"enum": ["a", "b"]}, {"field": "c"}) == "a"
    assert len(example({"type": "string", "maxLength": 3, "minLength": 2}, {"field": "dài"})) == 3
    assert len(example({"type": "string", "minLength": 500})) == 500


def test_the_particular_name_before_the_plain_one():
    schema = {"$ref": "#/components/schemas/Node"}
    values = {"Node.name": "riêng", "name": "chung", "Node.next": None}
    assert example(schema, values) == {"name": "riêng"}
    assert example(schema, {"Node": {"name": "cả"}}) == {"name": "cả"}


def test_what_holds_itself_ends():
    found = example({"$ref": "#/components/schemas/Node"})
    depth = 0
    while found:
        found, depth = found.get("next"), depth + 1
    assert 1 < depth < 20


def test_mappings_and_lists():
    keyed = {"type": "object", "propertyNames": {"enum": ["due"]}}
    keyed["additionalProperties"] = {"type": "integer", "default": 4}
    assert example(keyed) == {"due": 4}
    assert len(example({"type": "array", "minItems": 3, "items": {"type": "string"}})) == 3


def test_bodies_get_an_example_once_and_refusals_none():
    content = {"application/json": {"schema": {"type": "string"}}}
    given = {"application/json": {"schema": {"type": "string"}, "example": "có sẵn"}}
    operation = {
        "requestBody": {"content": given},
        "responses": {"200": {"content": content}, "422": {"content": {**content}}, "204": {}},
    }
    operation["responses"]["422"]["content"] = {"application/json": {"schema": {}}}
    add_examples({"paths": {"/x": {"post": operation, "parameters": []}}}, {})
    assert given["application/json"]["example"] == "có sẵn"
    assert content["application/json"]["example"]
    assert "example" not in operation["responses"]["422"]["content"]["application/json"]
