/// The signs that stand above a screen's title, each a disc with a mark.
enum Icon: UInt8 {
    case dots
    case check
    case cross
    case exclamation
}
