import BoundedBytes
import JSONReader

/// Holds the texts of an answer, each in a buffer of its own.
protocol TextHolder: ~Copyable {
    /// Adds bytes to a member's text; none if they do not fit. A member that is not held is passed
    /// over.
    mutating func append(
        _ bytes: borrowing Span<UInt8>, to member: AnswerMember
    ) throws(CapacityExceeded)

    mutating func wipe(_ member: AnswerMember)
}

extension Exchange {
    /// Reads what has arrived; the answer's texts go to `holder`.
    ///
    /// - Returns: How the exchange ended, if it did.
    mutating func receive<Holder: TextHolder & ~Copyable>(
        _ bytes: borrowing Span<UInt8>, into holder: inout Holder
    ) -> End? {
        var position = 0
        while true {
            switch next(in: bytes, at: &position) {
            case .incomplete:
                return nil
            case .begin(let member):
                holder.wipe(member)
            case .text(let member, let range):
                add(bytes.extracting(range), to: member, of: &holder)
            case .escape(let member, let text):
                for index in 0..<text.count {
                    let byte: InlineArray<1, UInt8> = [text[index]]
                    add(byte.span, to: member, of: &holder)
                }
            case .end(let end):
                return end
            }
        }
    }

    private mutating func add<Holder: TextHolder & ~Copyable>(
        _ bytes: borrowing Span<UInt8>, to member: AnswerMember, of holder: inout Holder
    ) {
        do throws(CapacityExceeded) {
            try holder.append(bytes, to: member)
        } catch {
            // Never a cut value.
            holder.wipe(member)
            textIsTooLong()
        }
    }
}
