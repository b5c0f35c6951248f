"""Edits of openapi.yaml with the verdict that each deserves, argued from what it does to callers.

Wire: what an HTTP client that kept to the old contract meets. Python: who imports `stability_raw`. Overlay: whether the
hand-written half still type-checks and imports; `cannot` where nothing can be generated. Each argument rests on what
callers meet, on how the generator works and on how the overlay is written, never on what the tool says.
"""

from typing import Any

from edits import (
    Edit,
    Step,
    append,
    drop,
    every_operation,
    find,
    hoist,
    inline,
    put,
    remove,
    rename,
    rename_component,
    turn_round,
    way,
    wrap,
)

IN_A_MAPPING = "The overlay hands options over in a mapping, which types don't see into: the cassettes notice."
CHECKED_AT_RUN_TIME = "The overlay takes answers as they come and checks them itself: the cassettes notice."
OPTIONS = "S TextToImageOptions properties"


def edit(name: str, *steps: Step, wire: str, python: str = "none", overlay: str = "none", why: str) -> Edit:
    """One row."""
    return Edit(name, steps, wire, python, overlay, why)


def _base_path_to_server(document: dict[str, Any]) -> None:
    document["servers"][0]["url"] += "/v1alpha"
    document["paths"] = {path.removeprefix("/v1alpha"): item for path, item in document["paths"].items()}


def _base_path_changed(document: dict[str, Any]) -> None:
    document["paths"] = {path.replace("/v1alpha", "/v1beta"): item for path, item in document["paths"].items()}


def _rename_engine_id(document: dict[str, Any]) -> None:
    document["components"]["parameters"]["EngineId"]["name"] = "engine"
    document["paths"] = {path.replace("{engine_id}", "{engine}"): item for path, item in document["paths"].items()}


def _rename_scheme(document: dict[str, Any]) -> None:
    schemes = document["components"]["securitySchemes"]
    schemes["key"] = schemes.pop("api_key")
    every_operation(lambda operation: operation.update(security=[{"key": []}]))(document)


def _flatten_options(document: dict[str, Any]) -> None:
    body = find(document, way("S ImageToImageBody"))
    del body["properties"]["options"]
    body["required"] = ["init_image", "text_prompts"]
    for name in ("text_prompts", "width", "height", "cfg_scale", "seed", "steps", "samples"):
        body["properties"][name] = find(document, way(f"{OPTIONS} {name}"))


def _nest_sizes(document: dict[str, Any]) -> None:
    properties = find(document, way(OPTIONS))
    size = {name: properties.pop(name) for name in ("width", "height")}
    properties["size"] = {"type": "object", "properties": size}


ROWS = [
    # Words: nothing but people reads them.
    edit("a description is reworded", put(f"{OPTIONS} width description", "How wide."), wire="doc", why="words only"),
    edit("a summary is reworded", put("engines summary", "Engines."), wire="doc", why="words only"),
    edit("an example changes", put("S TextPrompt properties text example", "A boat"), wire="doc", why="words only"),
    edit("an example is added", put("S Account properties id example", "user-9"), wire="doc", why="words only"),
    edit("the version in info changes", put("info version", "v1alpha2"), wire="doc", why="a label on the document"),
    edit("a tag is described anew", put("tags 0 description", "Pictures."), wire="doc", why="words only"),
    edit("an unknown extension appears", put("S Image x-colour", "red"), wire="doc", why="nothing reads it"),
    edit(
        "an operation is deprecated",
        put("account deprecated", True),
        wire="doc",
        why="it is still answered; the flag warns people",
    ),
    # Written differently: the canonical form is the same.
    edit(
        "schemas stand in another order", turn_round("components schemas"), wire="none", why="names, not order, refer"
    ),
    edit("paths stand in another order", turn_round("paths"), wire="none", why="a path is found by its name"),
    edit("parameters stand in another order", turn_round("engines parameters"), wire="none", why="each has its name"),
    edit(
        "enum values stand in another order",
        turn_round("S Sampler enum"),
        wire="none",
        why="a set; and the generator sorts members by name",
    ),
    edit(
        "properties stand in another order",
        turn_round(OPTIONS),
        wire="none",
        python="breaking",
        why="JSON objects have no order, positional arguments have",
    ),
    edit("required names stand in another order", turn_round("S Engine required"), wire="none", why="a set"),
    edit("an inline schema is hoisted", hoist(f"{OPTIONS} width", "Width"), wire="none", why="an integer by reference"),
    edit(
        "an inline answer is hoisted",
        hoist("engines responses 200", "Engines", "responses"),
        wire="none",
        why="a response by reference",
    ),
    edit(
        "a parameter is inlined",
        inline("engines parameters 0"),
        wire="none",
        why="the reference's target, in its place",
    ),
    edit(
        "an enum is inlined",
        inline("S MaskingOptions allOf 1 properties mask_source"),
        wire="none",
        python="breaking",
        overlay="none",
        why=f"the same values; but an inline enum is named after its parent, another class. {IN_A_MAPPING}",
    ),
    edit(
        "a schema is wrapped in allOf",
        wrap(f"{OPTIONS} steps"),
        wire="none",
        python="breaking",
        why="all of one schema is that schema; but the generator makes a class of an integer behind `allOf`",
    ),
    edit(
        "a $ref is wrapped in allOf",
        wrap("S MaskingOptions allOf 1 properties mask_source"),
        wire="none",
        why="all of one schema is that schema, and the generator keeps the class",
    ),
    edit(
        "a component is renamed",
        rename_component("schemas", "ImageEnvelope", "Pictures"),
        wire="none",
        python="breaking",
        why="components have no names on the wire; the class is renamed. The overlay reads the envelope itself",
    ),
    edit(
        "an enum component is renamed",
        rename_component("schemas", "Sampler", "SamplerName"),
        wire="none",
        python="breaking",
        overlay="breaking",
        why="components have no names on the wire; the overlay imports the class",
    ),
    edit(
        "a response component is renamed",
        rename_component("responses", "NotFound", "NoSuchThing"),
        wire="none",
        why="response components have names in neither world",
    ),
    edit(
        "the base path moves to the server",
        _base_path_to_server,
        wire="none",
        why="the whole address is the same, and functions are named by operationId",
    ),
    edit(
        "the path parameter is renamed",
        _rename_engine_id,
        wire="none",
        python="breaking",
        overlay="none",
        why="only the value is in the address; users write `engine_id=`, the overlay passes it by position",
    ),
    edit(
        "the security scheme's key is renamed",
        _rename_scheme,
        wire="none",
        why="the key only ties the document together",
    ),
    edit(
        "an operation is renamed",
        put("engines operationId", "list_engines"),
        wire="none",
        python="breaking",
        overlay="breaking",
        why="operationId is not sent; it names the module, which the overlay imports",
    ),
    edit(
        "an operation changes its tag",
        put("balance tags", ["billing"]),
        wire="none",
        python="breaking",
        overlay="breaking",
        why="tags are not sent; they name the package, which the overlay imports from",
    ),
    edit(
        "an unused component appears",
        put("S Spare", {"type": "object", "properties": {"a": {"type": "string"}}}),
        wire="none",
        python="additive",
        why="no operation reaches it, but the generator makes a class of every component",
    ),
    # Operations.
    edit(
        "an operation is removed",
        drop("paths /v1alpha/user/balance"),
        wire="breaking",
        python="breaking",
        overlay="breaking",
        why="calls get 404; the module goes, which the overlay imports",
    ),
    edit(
        "an operation is added",
        put(
            "paths /v1alpha/user/keys",
            {
                "get": {
                    "operationId": "keys",
                    "tags": ["user"],
                    "security": [{"api_key": []}],
                    "responses": {
                        "200": {
                            "description": "Keys.",
                            "content": {"application/json": {"schema": {"type": "string"}}},
                        },
                        "default": {"$ref": "#/components/responses/OtherError"},
                    },
                }
            },
        ),
        wire="additive",
        python="additive",
        why="nothing that was there changes",
    ),
    edit(
        "an operation moves to another path",
        rename("paths /v1alpha/user/balance", "/v1alpha/user/credits"),
        wire="breaking",
        why="the old address is gone; the module and its function keep their names",
    ),
    edit(
        "an operation changes its method",
        rename("paths /v1alpha/engines/list get", "post"),
        wire="breaking",
        why="the old method gets 405; the function keeps its name",
    ),
    edit("the base path changes", _base_path_changed, wire="breaking", why="every address is another one"),
    edit(
        "the server moves to another host",
        put("servers 0 url", "https://api.example.org"),
        wire="warn",
        why="the client's default address is a fact to look at; the contract of each call is the same",
    ),
    edit(
        "a server is added",
        append("servers", {"url": "https://eu.stability.ai"}),
        wire="additive",
        why="the first server, the client's default, stays",
    ),
    # Parameters.
    edit(
        "an optional header is added",
        put("account parameters", [{"name": "X-Trace", "in": "header", "schema": {"type": "string"}}]),
        wire="additive",
        python="additive",
        why="who does not send it is served as before",
    ),
    edit(
        "a required header is added",
        append(
            "balance parameters", {"name": "X-Trace", "in": "header", "required": True, "schema": {"type": "string"}}
        ),
        wire="breaking",
        python="breaking",
        overlay="breaking",
        why="calls without it are refused, and the generated function demands it, the overlay's call too",
    ),
    edit(
        "an optional query parameter is added",
        append("engines parameters", {"name": "page", "in": "query", "schema": {"type": "integer"}}),
        wire="additive",
        python="additive",
        why="who does not send it is served as before",
    ),
    edit(
        "an optional header is removed",
        drop("balance parameters 0"),
        wire="warn",
        python="breaking",
        overlay="breaking",
        why="a server ignores headers it does not know; the keyword argument is gone, which the overlay passes",
    ),
    edit(
        "a required header becomes optional",
        put("P Accept required", False),
        wire="additive",
        python="additive",
        why="who sends it is served as before",
    ),
    edit(
        "an optional header becomes required",
        put("P Organization required", True),
        wire="breaking",
        python="breaking",
        overlay="breaking",
        why="calls without it are refused; the overlay passes it only at times, and its type says so",
    ),
    edit(
        "a header is renamed",
        put("P Organization name", "Stability-Organization"),
        wire="breaking",
        python="breaking",
        overlay="breaking",
        why="the old header is ignored, so calls bill another organisation; the keyword argument is renamed",
    ),
    edit(
        "a header becomes a query parameter",
        put("P Organization in", "query"),
        wire="breaking",
        why="the header is ignored; the generated function keeps its signature and sends it elsewhere",
    ),
    edit(
        "a header's pattern is added",
        put("P Organization schema pattern", "^org-"),
        wire="breaking",
        why="values that went through are refused; the generator does not check patterns",
    ),
    edit(
        "a header's length is limited",
        put("P Organization schema maxLength", 40),
        wire="breaking",
        why="a new limit on what is sent",
    ),
    edit(
        "the path parameter becomes a number",
        put("P EngineId schema type", "integer"),
        wire="breaking",
        python="breaking",
        overlay="breaking",
        why="engine ids are words and are refused; the argument's type is no longer str, which the overlay passes",
    ),
    edit(
        "an answer form is dropped from Accept",
        remove("S AnswerMediaType enum", "image/png"),
        remove("S AnswerMediaType x-enum-varnames", "IMAGE_PNG"),
        wire="breaking",
        python="breaking",
        why="asking for a PNG is refused; the member is gone. The overlay makes members from text",
    ),
    edit(
        "an answer form is added to Accept",
        append("S AnswerMediaType enum", "image/webp"),
        append("S AnswerMediaType x-enum-varnames", "IMAGE_WEBP"),
        wire="additive",
        python="additive",
        why="one more thing may be asked for",
    ),
    edit(
        "enum members are named anew",
        put("S AnswerMediaType x-enum-varnames", ["PNG", "JSON"]),
        wire="none",
        python="breaking",
        why="the values stay, the members' names go",
    ),
    # What requests may hold.
    edit(
        "a sampler is removed",
        remove("S Sampler enum", "DDIM"),
        wire="breaking",
        python="breaking",
        overlay="breaking",
        why="sending it is refused, and the member is gone, which the typing tests name as users do",
    ),
    edit(
        "a sampler is added",
        append("S Sampler enum", "K_DPMPP_3M"),
        wire="additive",
        python="additive",
        why="the old ones still go",
    ),
    edit(
        "a mask source is renamed",
        put("S MaskSource enum 0", "WHITE"),
        wire="breaking",
        python="breaking",
        overlay="breaking",
        why="the old value is refused, and the overlay names the member",
    ),
    edit("a minimum rises", put(f"{OPTIONS} width minimum", 576), wire="breaking", why="512 is refused now"),
    edit("a minimum falls", put(f"{OPTIONS} width minimum", 128), wire="additive", why="what went still goes"),
    edit("a maximum falls", put(f"{OPTIONS} steps maximum", 100), wire="breaking", why="150 is refused now"),
    edit("a maximum rises", put(f"{OPTIONS} steps maximum", 200), wire="additive", why="what went still goes"),
    edit("a maximum is dropped", drop(f"{OPTIONS} samples maximum"), wire="additive", why="what went still goes"),
    edit(
        "a limit is added",
        put("S TextPrompt properties weight maximum", 10),
        wire="breaking",
        why="a weight of 11 is refused now",
    ),
    edit(
        "a limit becomes exclusive",
        put(f"{OPTIONS} cfg_scale exclusiveMaximum", True),
        wire="breaking",
        why="35 itself is refused now",
    ),
    edit(
        "steps of a size get coarser",
        put(f"{OPTIONS} width multipleOf", 128),
        wire="breaking",
        why="576 is refused now",
    ),
    edit("steps of a size get finer", put(f"{OPTIONS} width multipleOf", 8), wire="additive", why="64 is 8 times 8"),
    edit(
        "a text may be shorter only",
        put("S TextPrompt properties text maxLength", 1000),
        wire="breaking",
        why="1500 characters are refused now",
    ),
    edit(
        "fewer prompts are taken",
        put(f"{OPTIONS} text_prompts maxItems", 5),
        wire="breaking",
        why="six prompts are refused now",
    ),
    edit(
        "a limit that says nothing",
        put("S OrganizationMembership properties name minLength", 0),
        wire="none",
        why="every text has at least 0 characters",
    ),
    edit(
        "a number must be whole",
        put(f"{OPTIONS} cfg_scale type", "integer"),
        wire="breaking",
        python="breaking",
        why="7.5 is refused; `float` narrowed to `int`. The overlay hands options over untyped",
    ),
    edit(
        "a whole number may be any",
        put(f"{OPTIONS} seed type", "number"),
        wire="additive",
        python="additive",
        why="whole numbers are numbers, and Python's int passes for float",
    ),
    edit(
        "another type",
        put(f"{OPTIONS} seed", {"type": "string"}),
        wire="breaking",
        python="breaking",
        why="numbers are refused",
    ),
    edit(
        "an option may be null",
        put(f"{OPTIONS} seed nullable", True),
        wire="additive",
        python="additive",
        why="one more value is taken",
    ),
    edit(
        "a pattern on prompts",
        put("S TextPrompt properties text pattern", "^[a-z ]+$"),
        wire="breaking",
        why="capitals are refused now",
    ),
    edit(
        "an option becomes required",
        append("S TextToImageOptions required", "seed"),
        wire="breaking",
        python="breaking",
        why="requests without it are refused; the constructor demands it. The overlay builds options from a mapping",
    ),
    edit(
        "an optional option is added at the end",
        put("S ImageToImageOptions allOf 1 properties feather", {"type": "integer"}),
        wire="additive",
        python="additive",
        why="who does not send it is served as before; the last argument moves nobody else's",
    ),
    edit(
        "an optional option is added to all",
        put(f"{OPTIONS} style", {"type": "string"}),
        wire="additive",
        python="warn",
        why="additive for keywords; behind `allOf` it lands before later arguments, the tenth and on by position",
    ),
    edit(
        "a required option is added",
        put(f"{OPTIONS} style", {"type": "string"}),
        append("S TextToImageOptions required", "style"),
        wire="breaking",
        python="breaking",
        why="requests without it are refused",
    ),
    edit(
        "an optional option is removed",
        drop(f"{OPTIONS} sampler"),
        wire="warn",
        python="breaking",
        overlay="none",
        why=f"the server ignores it; the argument is gone. {IN_A_MAPPING}",
    ),
    edit(
        "a required option is removed",
        drop(f"{OPTIONS} text_prompts"),
        drop("S TextToImageOptions required"),
        wire="breaking",
        python="breaking",
        overlay="none",
        why=f"what every caller sends has lost its meaning. {IN_A_MAPPING}",
    ),
    edit(
        "an option is renamed",
        rename(f"{OPTIONS} cfg_scale", "guidance_scale"),
        wire="breaking",
        python="breaking",
        why="the old name is ignored, so pictures change without an error",
    ),
    edit(
        "unknown options are refused",
        put("S TextPrompt additionalProperties", False),
        wire="breaking",
        python="breaking",
        why="what was ignored is refused; the generated class loses `additional_properties`",
    ),
    edit(
        "options move up into the form",
        _flatten_options,
        wire="breaking",
        python="breaking",
        overlay="breaking",
        why="the part `options` is no longer read; the overlay sends it",
    ),
    edit(
        "options move down into an object",
        _nest_sizes,
        wire="breaking",
        python="breaking",
        why="`width` at its old place is ignored",
    ),
    edit(
        "a documented default changes",
        put(f"{OPTIONS} steps x-default", 30),
        wire="warn",
        why="who sends nothing gets another picture at another price",
    ),
    edit(
        "a documented default is dropped",
        drop(f"{OPTIONS} steps x-default"),
        wire="warn",
        why="what who sends nothing gets is open now",
    ),
    edit(
        "the cap on pixels falls",
        put("S TextToImageOptions x-max-pixels", 524288),
        wire="warn",
        why="an extension that the client acts on: somebody must look",
    ),
    edit(
        "the cap on a file's size falls",
        put("S MaskingBody properties mask_image x-max-bytes", 5242880),
        wire="warn",
        why="an extension that the client acts on: somebody must look",
    ),
    edit(
        "another engine is known",
        append("P EngineId x-known-values", "stable-diffusion-xl"),
        wire="warn",
        why="an extension that the client acts on: somebody must look",
    ),
    # Bodies and parts.
    edit(
        "another request media type",
        rename("text_to_image requestBody content application/json", "application/cbor"),
        put(
            "text_to_image requestBody content application/cbor schema",
            {"$ref": "#/components/schemas/TextToImageOptions"},
        ),
        wire="breaking",
        python="breaking",
        overlay="breaking",
        why="JSON is refused with 415; the generator cannot write CBOR and drops the operation",
    ),
    edit(
        "a second request media type",
        put(
            "text_to_image requestBody content application/x-www-form-urlencoded",
            {"schema": {"$ref": "#/components/schemas/TextToImageOptions"}},
        ),
        wire="additive",
        python="cannot",
        overlay="cannot",
        why="JSON is still taken; but facts.py and the generator know one request media type, and lint says so",
    ),
    edit(
        "a body becomes optional",
        put("text_to_image requestBody required", False),
        wire="additive",
        python="additive",
        why="who sends one is served as before",
    ),
    edit(
        "a part takes another media type",
        put(
            "image_to_image requestBody content multipart/form-data encoding options contentType", "application/x-yaml"
        ),
        wire="breaking",
        why="the JSON part is refused; the generator does not read `encoding`, so nothing shows in Python",
    ),
    edit(
        "a part takes one media type less",
        put("masking requestBody content multipart/form-data encoding mask_image contentType", "image/png"),
        wire="breaking",
        why="a JPEG mask is refused now",
    ),
    edit(
        "a part takes one media type more",
        put(
            "masking requestBody content multipart/form-data encoding mask_image contentType",
            "image/png, image/jpeg, image/webp, image/gif",
        ),
        wire="additive",
        why="what went still goes",
    ),
    edit(
        "a file becomes text",
        drop("S MaskingBody properties mask_image format"),
        wire="breaking",
        python="breaking",
        overlay="breaking",
        why="bytes are refused where text is read; `File` becomes `str`, and the overlay gives a File",
    ),
    edit(
        "an optional file becomes required",
        append("S MaskingBody required", "mask_image"),
        wire="breaking",
        python="breaking",
        overlay="breaking",
        why="masking by alpha, without a mask, is refused; the overlay may leave the part out, and its types say so",
    ),
    # What answers hold.
    edit(
        "an answer loses a property",
        drop("S Engine properties description"),
        remove("S Engine required", "description"),
        wire="breaking",
        python="breaking",
        overlay="breaking",
        why="who reads it fails, the overlay too",
    ),
    edit(
        "an answer loses an optional property",
        drop("S Account properties profile_picture"),
        wire="breaking",
        python="breaking",
        overlay="breaking",
        why="who reads it finds nothing, the overlay too",
    ),
    edit(
        "an answer's property is renamed",
        rename("S Balance properties credits", "credit"),
        put("S Balance required", ["credit"]),
        wire="breaking",
        python="breaking",
        overlay="breaking",
        why="who reads `credits` fails, the overlay too",
    ),
    edit(
        "an answer's property becomes optional",
        remove("S Account required", "email"),
        wire="breaking",
        python="breaking",
        overlay="none",
        why=f"who relies on it fails at times. {CHECKED_AT_RUN_TIME}",
    ),
    edit(
        "an answer's property always comes",
        append("S Account required", "profile_picture"),
        wire="additive",
        python="additive",
        overlay="breaking",
        why="who checked for it still may; but strict typing calls the overlay's check for its absence needless",
    ),
    edit(
        "an answer's property may be null",
        put("S Account properties email nullable", True),
        wire="breaking",
        python="breaking",
        overlay="none",
        why=f"who reads text meets null. {CHECKED_AT_RUN_TIME}",
    ),
    edit(
        "an answer's property has another type",
        put("S Balance properties credits type", "string"),
        wire="breaking",
        python="breaking",
        overlay="none",
        why=f"who calculates with it fails. {CHECKED_AT_RUN_TIME}",
    ),
    edit(
        "an answer gains an optional property",
        put("S Balance properties currency", {"type": "string"}),
        wire="additive",
        python="additive",
        why="who does not know it ignores it",
    ),
    edit(
        "an answer gains a guaranteed property",
        put("S Balance properties currency", {"type": "string"}),
        append("S Balance required", "currency"),
        wire="additive",
        python="additive",
        why="who does not know it ignores it; nobody constructs answers but from what came",
    ),
    edit(
        "an answer's object becomes a list",
        put(
            "engines responses 200 content application/json schema",
            {"type": "array", "items": {"$ref": "#/components/schemas/Engine"}},
        ),
        wire="breaking",
        python="breaking",
        overlay="none",
        why=f"who reads `engines` of an object fails. {CHECKED_AT_RUN_TIME}",
    ),
    edit(
        "an answer's list becomes an object",
        put("S Account properties organizations", {"$ref": "#/components/schemas/OrganizationMembership"}),
        wire="breaking",
        python="breaking",
        overlay="breaking",
        why="who goes through the list fails",
    ),
    edit(
        "a new finish reason",
        append("S FinishReason enum", "INTERRUPTED"),
        wire="warn",
        python="warn",
        why="readers must expect values they don't know, and should look at a new one; the header's enum is closed",
    ),
    edit(
        "a finish reason goes",
        remove("S FinishReason enum", "ERROR"),
        wire="additive",
        python="breaking",
        overlay="none",
        why="a value that no longer comes hurts nobody on the wire; the member is gone. The overlay names two others",
    ),
    edit(
        "an answer's whole number may be any",
        put("S Image properties seed type", "number"),
        wire="breaking",
        python="breaking",
        why="who reads a whole number meets 1.5; the overlay converts by itself",
    ),
    edit(
        "an answer's format changes",
        put("S Account properties profile_picture format", "uri"),
        wire="warn",
        why="the same type of value, held to more: to look at; the generator has no type for a URI",
    ),
    edit(
        "another success status",
        rename("balance responses 200", "202"),
        wire="breaking",
        python="none",
        why="who waits for 200 meets 202; the generated reader takes both alike in its types",
    ),
    edit(
        "a second success status",
        put("balance responses 202", {"$ref": "#/components/responses/OtherError"}),
        wire="breaking",
        why="who knows 200 alone meets 202; the union of return types is the same",
    ),
    edit(
        "a new error status",
        put("engines responses 503", {"$ref": "#/components/responses/ServerFault"}),
        wire="additive",
        why="servers may always fail in new ways, and `default` said so",
    ),
    edit(
        "an error status goes",
        drop("text_to_image responses 413"),
        wire="additive",
        why="`default` covers it still",
    ),
    edit(
        "an answer loses a media type",
        drop("R Images content image/png"),
        wire="breaking",
        why="asking for a PNG gets 406; the generator never read it anyhow",
    ),
    edit(
        "an answer gains a media type",
        put("R Images content image/webp", {"schema": {"type": "string", "format": "binary"}}),
        wire="additive",
        why="it comes only to who asks for it",
    ),
    edit(
        "errors lose a media type",
        drop("R NotFound content"),
        put("R NotFound content", {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}),
        wire="warn",
        why="errors should be read by what they hold; who reads by media type should look",
    ),
    edit(
        "an answer's header is renamed",
        rename("R Images headers Seed", "Image-Seed"),
        wire="breaking",
        why="who reads the seed of a PNG finds none; the generator does not read headers",
    ),
    edit(
        "an answer's header goes",
        drop("R Images headers Finish-Reason"),
        wire="breaking",
        why="a blurred PNG can no longer be told",
    ),
    edit(
        "an answer gains a header",
        put("R Images headers X-Queue", {"schema": {"type": "string"}}),
        wire="additive",
        why="who does not know it ignores it",
    ),
    edit(
        "a header's bound is loosened",
        put("R Images headers Seed schema maximum", 18446744073709551615),
        wire="warn",
        why="who keeps it in 32 bits should look",
    ),
    edit(
        "a header's bound is tightened",
        put("R Images headers Seed schema maximum", 2147483647),
        wire="additive",
        why="everything that comes is what could come before",
    ),
    edit(
        "errors get new names",
        put("R Forbidden x-error-names", ["forbidden"]),
        wire="warn",
        why="the client's errors are keyed on them: somebody must look",
    ),
    edit(
        "an error's property goes",
        drop("S Error properties message"),
        put("S Error required", ["id", "name"]),
        wire="breaking",
        python="breaking",
        why="who shows the message fails; the overlay reads errors leniently, by itself",
    ),
    # Credentials.
    edit(
        "the key's header is renamed",
        put("components securitySchemes api_key name", "X-API-Key"),
        wire="breaking",
        why="calls get 401; the header is a fact, not generated code",
    ),
    edit(
        "the key becomes a bearer token",
        put("components securitySchemes api_key", {"type": "http", "scheme": "bearer"}),
        wire="breaking",
        python="cannot",
        overlay="cannot",
        why="the raw key is refused; and facts.py needs the name of a header to put the key in",
    ),
    edit(
        "no key is needed any more",
        put("engines security", []),
        wire="additive",
        python="additive",
        why="who sends one is served; the function takes a Client without a key too",
    ),
    edit(
        "something no rule knows",
        put("R TooManyRequests links", {"Again": {"operationId": "account"}}),
        wire="warn",
        why="unclassified: silence is never `no change`",
    ),
]
