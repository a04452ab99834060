package io.yume.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

final class GraphTest {

    private final Graph graph = new Graph();
    private final Node x = graph.placeholder("x", 3, 4);
    private final Node y = graph.placeholder("y", 3, 4);

    @Test
    void equalNodesAreOne() {
        assertThat(x.plus(y).exp()).isSameAs(x.plus(y).exp());
        assertThat(x.slice(1, 1, 2)).isSameAs(x.slice(-1, 1, 2));
        assertThat(graph.concat(0, List.of(x, y))).isSameAs(graph.concat(0, List.of(x, y)));
        assertThat(graph.constant(new double[] {1, 2}, 2)).isSameAs(graph.constant(new double[] {1, 2}, 2));
        assertThat(x.minus(y)).isNotSameAs(y.minus(x));
        assertThat(graph.placeholder("x", 3, 4)).isSameAs(x);
    }

    @Test
    void drawsAreOneOnlyUnderOneName() {
        assertThat(graph.normal("a", 3, 4)).isSameAs(graph.normal("a", 3, 4));
        assertThat(graph.normal("a", 3, 4)).isNotSameAs(graph.normal("b", 3, 4));
        assertThatThrownBy(() -> graph.uniform("a", 3, 4))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("a name must stand for one leaf: name=a");
        assertThatThrownBy(() -> graph.normal("a", 3, 5)).hasMessageContaining("name=a");
        assertThatThrownBy(() -> graph.parameter("x", 3, 4)).hasMessageContaining("name=x");
        assertThatThrownBy(() -> graph.normal("scalar")).hasMessageContaining("a draw needs a row axis: name=scalar");
    }

    @Test
    void constantsAreFolded() {
        Node folded = graph.constant(2)
                .plus(1)
                .exp()
                .log()
                .broadcastTo(Shape.of(4, 3))
                .transpose()
                .slice(0, 1, 2)
                .reshape(8);
        assertThat(folded.primitive()).isInstanceOfSatisfying(Leaf.Constant.class, constant -> {
            assertThat(constant.uniform()).isTrue();
            assertThat(constant.value(5)).isEqualTo(3);
        });
        assertThat(folded.shape()).isEqualTo(Shape.of(8));
    }

    @Test
    void identitiesVanish() {
        assertThat(x.plus(0)).isSameAs(x);
        assertThat(x.zeros().plus(x)).isSameAs(x);
        assertThat(x.minus(0)).isSameAs(x);
        assertThat(x.times(1)).isSameAs(x);
        assertThat(x.dividedBy(1)).isSameAs(x);
        assertThat(x.times(-1)).isSameAs(x.neg());
        assertThat(x.times(x.zeros())).isSameAs(x.zeros());
        assertThat(x.transpose().transpose()).isSameAs(x);
        assertThat(x.reshape(12).reshape(2, 6).reshape(3, 4)).isSameAs(x);
        assertThat(x.slice(1, 0, 4)).isSameAs(x);
        assertThat(x.pad(0, 0, 0)).isSameAs(x);
        assertThat(x.stopGradient()).isSameAs(x);
        assertThat(graph.concat(1, List.of(x))).isSameAs(x);
    }

    @Test
    void productsWithZeroStatesVanish() {
        Graph graph = new Graph();
        Node zero = graph.constant(0, Shape.of(2, 3));
        assertThat(zero.matmul(graph.placeholder("w", 3, 4))).isSameAs(graph.constant(0, Shape.of(2, 4)));
        Node image = graph.constant(0, Shape.of(2, 1, 4, 4)).pad(2, 1, 1);
        assertThat(image.conv2d(graph.placeholder("k", 3, 1, 3, 3), 1))
                .isSameAs(graph.constant(0, Shape.of(2, 3, 4, 2)));
    }

    @Test
    void slicesOfAPaddedValueReadTheValue() {
        Graph graph = new Graph();
        Node x = graph.placeholder("x", 3, 5);
        Node padded = x.pad(1, 2, 1);
        assertThat(padded.slice(1, 2, 5)).isSameAs(x);
        assertThat(padded.slice(1, 3, 2)).isSameAs(x.slice(1, 1, 2));
        assertThat(padded.slice(1, 0, 2)).isSameAs(graph.constant(0, Shape.of(3, 2)));
        assertThat(padded.slice(1, 7, 1)).isSameAs(graph.constant(0, Shape.of(3, 1)));
        assertThat(padded.slice(1, 1, 3).primitive()).isInstanceOf(Slice.class);
    }

    @Test
    void slicesOfWhatWasJoinedReadWhatWasThereBefore() {
        Node wide = graph.placeholder("wide", 3, 6);
        Node joined = graph.concat(1, List.of(x, wide, y));
        assertThat(joined.slice(1, 0, 4)).isSameAs(x);
        assertThat(joined.slice(1, 11, 2)).isSameAs(y.slice(1, 1, 2));
        assertThat(joined.slice(1, 4, 10).slice(1, 0, 6)).isSameAs(wide);
        // Rows as [time, batch], columns as [parameters, elements].
        Node overTime = joined.reshape(3, 1, 7, 2);
        assertThat(overTime.slice(2, 2, 3)).isSameAs(wide.reshape(3, 1, 3, 2));
        assertThat(overTime.slice(2, 2, 5).reshape(3, 1, 10).slice(2, 6, 4)).isSameAs(y.reshape(3, 1, 4));
        assertThat(joined.slice(1, 3, 2).primitive()).isInstanceOf(Slice.class);
        assertThat(joined.slice(0, 1, 1).primitive()).isInstanceOf(Slice.class);
        assertThat(graph.concat(1, List.of(x, wide.slice(1, 0, 5)))
                        .reshape(3, 3, 3)
                        .slice(1, 1, 1)
                        .primitive())
                .as("of two inputs")
                .isInstanceOf(Slice.class);
    }

    @Test
    void gradientNeedsAPath() {
        Node w = graph.parameter("w", 3, 4);
        Node unused = graph.parameter("unused", 2);
        assertThatThrownBy(() -> Gradients.of(w.stopGradient().sum(), List.of(w)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no gradient path to parameter 'w' [3, 4]");
        assertThatThrownBy(() -> Gradients.of(w.greater(0).sum(), List.of(w))).hasMessageContaining("parameter 'w'");
        assertThatThrownBy(() -> Gradients.of(w.sum(), List.of(w, unused)))
                .hasMessageContaining("parameter 'unused' [2]");
        assertThatThrownBy(() -> Gradients.of(w, List.of(w))).hasMessage("a loss must be a scalar: shape=[3, 4]");
    }

    @Test
    void shapeErrorsNameBothOperands() {
        Node other = graph.placeholder("other", 5);
        assertThatThrownBy(() -> x.plus(other))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("placeholder 'x' [3, 4]")
                .hasMessageContaining("placeholder 'other' [5]");
        assertThatThrownBy(() -> x.matmul(y)).hasMessageContaining("[3, 4]").hasMessageContaining("'y'");
        assertThatThrownBy(() -> x.reshape(5)).hasMessageContaining("placeholder 'x' [3, 4]");
        assertThatThrownBy(() -> x.slice(1, 3, 2)).hasMessageContaining("within the axis");
        assertThatThrownBy(() -> x.slice(2, 0, 1)).hasMessageContaining("within the axis");
        assertThatThrownBy(() -> x.slice(-3, 0, 1)).hasMessageContaining("within the axis");
        assertThatThrownBy(() -> x.sum(2)).hasMessageContaining("axes must exist");
        assertThatThrownBy(() -> x.sum(-3)).hasMessageContaining("axes must be ascending and >= 0");
        assertThatThrownBy(() -> x.logSumExp(2)).hasMessageContaining("axes must exist");
        assertThatThrownBy(() -> graph.constant(1).transpose()).hasMessageContaining("at least two axes");
        assertThatThrownBy(() -> x.slice(-3, 0, 4)).hasMessageContaining("within the axis");
        assertThatThrownBy(() -> x.select(other, y)).hasMessageContaining("must broadcast");
        assertThatThrownBy(() -> x.plus(new Graph().placeholder("x", 3, 4)))
                .hasMessageContaining("operands must belong to one graph");
    }
}
