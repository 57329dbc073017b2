package giantless.explore.jpf.inside;

import gov.nasa.jpf.Config;
import gov.nasa.jpf.annotation.MJI;
import gov.nasa.jpf.vm.MJIEnv;

/** Of Java PathFinder's own peer one number has the state of another generator. */
public class JPF_java_util_Random extends gov.nasa.jpf.vm.JPF_java_util_Random {
  public JPF_java_util_Random(Config config) {
    super(config);
  }

  @Override
  @MJI
  public double nextGaussian____D(MJIEnv env, int random) {
    Run.current.lacks(env.getThreadInfo(), "Random.nextGaussian");
    return 0;
  }
}
