import HTTPTypes

/// One method of one path, as the served description tells it.
struct OpenAPIOperation: Sendable {
    /// A parameter of a query or a form. All are texts.
    struct Field: Sendable {
        let name: String
        let summary: String
        var isRequired = false
        /// What it may be; nil for any text.
        var values: [String]?

        static func required(_ name: String, _ summary: String) -> Field {
            Field(name: name, summary: summary, isRequired: true)
        }

        static func optional(_ name: String, _ summary: String) -> Field {
            Field(name: name, summary: summary)
        }
    }

    enum Content: String, Sendable {
        case json = "application/json"
        case html = "text/html"
        case css = "text/css"
        case svg = "image/svg+xml"
        case text = "text/plain"
    }

    let method: HTTPRequest.Method
    let path: String
    let summary: String
    var query: [Field] = []
    var form: [Field] = []
    /// Whether a confidential client can authenticate by HTTP Basic.
    var hasClientAuthentication = false
    let content: Content
    /// What each status means; 200 and 303 included.
    let statuses: KeyValuePairs<Int, String>

    /// The operation as a member of a path item (OpenAPI 3.0.3, Operation Object).
    var object: [String: Any] {
        var object: [String: Any] = ["summary": summary, "responses": responses]
        if !query.isEmpty {
            object["parameters"] = query.map { field in
                [
                    "name": field.name, "in": "query", "required": field.isRequired,
                    "description": field.summary, "schema": field.schema,
                ] as [String: Any]
            }
        }
        if !form.isEmpty { object["requestBody"] = requestBody }
        if hasClientAuthentication {
            object["security"] = [[:], ["client": [String]()]] as [[String: Any]]
        }
        return object
    }

    private var requestBody: [String: Any] {
        let schema: [String: Any] = [
            "type": "object",
            "required": form.filter(\.isRequired).map(\.name),
            "properties": Dictionary(
                form.map { ($0.name, $0.schema) }, uniquingKeysWith: { first, _ in first }),
        ].filter { ($0.value as? [String])?.isEmpty != true }
        return [
            "required": form.contains(where: \.isRequired),
            "content": ["application/x-www-form-urlencoded": ["schema": schema]],
        ]
    }

    private var responses: [String: Any] {
        Dictionary(
            statuses.map { status, meaning in
                var response: [String: Any] = ["description": meaning]
                // A redirection has no body.
                if status != 303 { response["content"] = [content.rawValue: [String: Any]()] }
                return ("\(status)", response)
            }, uniquingKeysWith: { first, _ in first })
    }
}

extension OpenAPIOperation.Field {
    fileprivate var schema: [String: Any] {
        var schema: [String: Any] = ["type": "string", "description": summary]
        if let values { schema["enum"] = values }
        return schema
    }
}
