"""Environment steps a second of Stable-Baselines3 while it learns CartPole-v1 with RL Baselines3 Zoo's presets.

Called by bench/stable-baselines3.ts:
    python bench/python/stable_baselines3_speed.py dqn|ppo STEPS SEED
Prints one JSON line. Presets: rl-baselines3-zoo, hyperparams/dqn.yml and ppo.yml, CartPole-v1.
"""

import json
import os
import sys
import time

import gymnasium
import stable_baselines3
import torch
from stable_baselines3 import DQN, PPO
from stable_baselines3.common.env_util import make_vec_env


def dqn(steps, seed):
    return DQN(
        "MlpPolicy",
        make_vec_env("CartPole-v1", n_envs=1, seed=seed),
        learning_rate=2.3e-3,
        batch_size=64,
        buffer_size=100_000,
        learning_starts=1_000,
        gamma=0.99,
        target_update_interval=10,
        train_freq=256,
        gradient_steps=128,
        exploration_fraction=0.16,
        exploration_final_eps=0.04,
        policy_kwargs={"net_arch": [256, 256]},
        seed=seed,
        device="cpu",
    )


def ppo(steps, seed):
    return PPO(
        "MlpPolicy",
        make_vec_env("CartPole-v1", n_envs=8, seed=seed),
        n_steps=32,
        batch_size=256,
        gae_lambda=0.8,
        gamma=0.98,
        n_epochs=20,
        ent_coef=0.0,
        learning_rate=lambda left: left * 1e-3,
        clip_range=lambda left: left * 0.2,
        seed=seed,
        device="cpu",
    )


if __name__ == "__main__":
    name, steps, seed = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    torch.set_num_threads(int(os.environ.get("OMP_NUM_THREADS", "1")))
    model = {"dqn": dqn, "ppo": ppo}[name](steps, seed)
    model.learn(total_timesteps=256)  # what is made on first use is made
    begun, cpu = time.perf_counter(), time.process_time()
    model.learn(total_timesteps=steps, reset_num_timesteps=True)
    seconds, cpu_seconds = time.perf_counter() - begun, time.process_time() - cpu
    versions = f"Stable-Baselines3 {stable_baselines3.__version__}, PyTorch {torch.__version__}, Gymnasium {gymnasium.__version__}"
    print(json.dumps({"steps": model.num_timesteps, "seconds": seconds, "cpuSeconds": cpu_seconds, "versions": versions}))
