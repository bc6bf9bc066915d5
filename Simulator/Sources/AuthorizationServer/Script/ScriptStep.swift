/// One line of a script: an answer, and what is changed about it.
struct ScriptStep: Sendable, Equatable {
    enum Answer: Sendable, Equatable {
        /// What the server would answer without a script.
        case real
        /// An error answer with this code (RFC 6749 §5.2).
        case error(String)
        /// An empty 200, to be filled by the modifiers.
        case empty
        /// None: the connection is closed.
        case close
    }

    /// A member of the JSON object in the body, and what becomes of it.
    struct Change: Sendable, Equatable {
        let member: String
        /// JSON text; nil leaves the member out.
        let json: String?
    }

    /// How many requests the step answers.
    enum Repetition: Sendable, Equatable {
        case times(Int)
        case always
    }

    var answer: Answer
    var repetition = Repetition.times(1)

    // MARK: What the answer says

    var status: Int?
    var contentType: String?
    var headers: [ScriptedHeader] = []
    /// Takes the place of the whole body.
    var body: String?
    var changes: [Change] = []
    /// The body is filled with blanks to this many bytes.
    var bodyBytes: Int?

    // MARK: How it is sent

    var delayMilliseconds = 0
    /// Interim answers (100 Continue) before it.
    var interimResponses = 0
    /// The connection ends after this many bytes of the body.
    var cutAfterBytes: Int?
    /// The body is sent a byte at a time, with this between two of them.
    var dripMilliseconds: Int?

    /// The server's own answer, once.
    static let real = ScriptStep(answer: .real)
    /// An empty 200, once.
    static let empty = ScriptStep(answer: .empty)

    init(answer: Answer) {
        self.answer = answer
    }
}
