package io.yume.experiment.cli;

import io.yume.experiment.run.Machine;
import io.yume.experiment.run.Provenance;
import picocli.CommandLine.IVersionProvider;

/** What {@code --version} prints. */
final class Version implements IVersionProvider {

    @Override
    public String[] getVersion() {
        return new String[] {
            "yume " + Provenance.programVersion(), Machine.here().jvm()
        };
    }
}
