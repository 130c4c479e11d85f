# The provider is neither configured nor asked: its data sources find nothing,
# unless a run says otherwise.
mock_provider "twilio" {}

variables {
  chat_service_sid = "IS0123456789abcdef0123456789abcdef"
  identity         = "ada"
}

run "without_conversations" {
  assert {
    condition     = output.open == []
    error_message = "Nothing was read, and yet it is open: ${jsonencode(output.open)}."
  }
}

run "closed_ones_are_left_out" {
  # Terraform's mock_data and override_data can't fill a list of objects like
  # conversations (hashicorp/terraform#37939), so the rows come in with the
  # module that reads them.
  override_module {
    target = module.participant
    outputs = {
      not_found = []
      conversations = [
        { conversation_sid = "CH1", conversation_friendly_name = "Order 1", conversation_state = "active" },
        { conversation_sid = "CH2", conversation_friendly_name = null, conversation_state = "inactive" },
        { conversation_sid = "CH3", conversation_friendly_name = "Order 3", conversation_state = "closed" },
      ]
    }
  }

  assert {
    condition     = output.open == ["Order 1", "CH2"]
    error_message = "Open should be Order 1 and CH2, not ${jsonencode(output.open)}."
  }
}

run "a_misspelled_identity_is_an_error" {
  command = plan

  override_module {
    target = module.participant
    outputs = {
      not_found     = ["ada"]
      conversations = []
    }
  }

  expect_failures = [output.open]
}
