/// A rectangle on the logical grid, in logical pixels from the top left.
///
/// Sixteen bits a side: a layout holds dozens of frames, and lies on the stack.
struct Frame: Equatable {
    private var left: Int16
    private var upper: Int16
    private var across: Int16
    private var down: Int16

    init(x: Int, y: Int, width: Int, height: Int) {
        left = Int16(x)
        upper = Int16(y)
        across = Int16(width)
        down = Int16(height)
    }

    static var none: Frame { Frame(x: 0, y: 0, width: 0, height: 0) }

    var x: Int { Int(left) }
    var y: Int { Int(upper) }
    var width: Int { Int(across) }
    var height: Int { Int(down) }
    var right: Int { x + width }
    var bottom: Int { y + height }
}
